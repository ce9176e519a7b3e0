/* SPDX-License-Identifier: MIT */
/*
 * libfcgi checks the address when it accepts a connection. Here connections.c accepts, so it is
 * done here.
 */
#include "fcgi/http/peer.h"

#include "base/network.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define VARIABLE "FCGI_WEB_SERVER_ADDRS"

static bool peer_is_listed(const char *list, const char *address)
{
    char one[NETWORK_ADDRESS_SIZE];

    while (*list != '\0') {
        list += strspn(list, ", \t");
        size_t len = strcspn(list, ", \t");
        if (len > 0 && len < sizeof one) {
            (void)snprintf(one, sizeof one, "%.*s", (int)len, list);
            if (network_contains(one, address))
                return true;
        }
        list += len;
    }
    return false;
}

bool peer_is_allowed(int fd)
{
    const char *list = getenv(VARIABLE);
    char address[NETWORK_ADDRESS_SIZE];
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;

    if (list == NULL || *list == '\0')
        return true;
    if (getpeername(fd, (struct sockaddr *)&peer, &len) != 0)
        return false;
    if (peer.ss_family == AF_UNIX)
        return true;
    return getnameinfo((struct sockaddr *)&peer, len, address, sizeof address, NULL, 0,
                       NI_NUMERICHOST) == 0 &&
           peer_is_listed(list, address);
}

void peer_prepare(int fd)
{
    const int on = 1;

    /* Fails on a UNIX socket, which does not delay data anyway. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}
