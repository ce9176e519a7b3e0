/* SPDX-License-Identifier: MIT */
/*
 * Socket activation by the protocol of sd_listen_fds(3): descriptors from 3 on, for the process
 * that LISTEN_PID names. Sockets are matched by their addresses, so they need no names.
 */
#include "service/listen.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_FD 3
#define MANY_FDS 16

union address {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* Compares the path, or the port: a host can be written in several ways. */
static bool listens_at(int fd, const char *address)
{
    union address a = {0};
    socklen_t len = sizeof a;
    const char *colon = strrchr(address, ':');

    if (getsockname(fd, &a.any, &len) != 0 || colon == NULL)
        return false;
    if (a.any.sa_family == AF_UNIX)
        return strncmp(address, "unix:", 5) == 0 && strcmp(a.local.sun_path, address + 5) == 0;
    if (strncmp(address, "unix:", 5) == 0)
        return false;
    unsigned port = a.any.sa_family == AF_INET6 ? ntohs(a.v6.sin6_port) : ntohs(a.v4.sin_port);
    return strtoul(colon + 1, NULL, 10) == port;
}

int listen_inherited(const char *address)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

    if (pid == NULL || count == NULL || strtol(pid, NULL, 10) != (long)getpid())
        return -1;
    long n = strtol(count, NULL, 10);
    for (int fd = FIRST_FD; fd < FIRST_FD + n && n <= MANY_FDS; fd++) {
        if (!listens_at(fd, address))
            continue;
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        return fd;
    }
    return -1;
}
