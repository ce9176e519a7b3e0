/* SPDX-License-Identifier: MIT */
/*
 * Opens listening sockets. libfcgi would replace the socket of a running program. This module
 * checks for a listener first.
 */
#include "service/listen.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* As large as the kernel allows (it has its own limit): lighttpd does not wait if a UNIX socket's
 * queue is full, but drops connections. */
#define BACKLOG 4096
#define SOCKET_MODE 0660
#define DYING_TRIES 20 /* with a pause between them: a second */
#define DYING_PAUSE_MS 50

static int fail_close(int fd)
{
    int saved = errno;

    close(fd);
    errno = saved;
    return ERR_CONFIG;
}

/* Whether a program accepts connections there. */
static bool listen_is_alive(const struct sockaddr_un *a)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool alive = fd >= 0 && connect(fd, (const struct sockaddr *)a, sizeof *a) == 0;

    if (fd >= 0)
        close(fd);
    return alive;
}

/* A killed process with many threads may listen for a moment longer. */
static bool stays_alive(const struct sockaddr_un *a)
{
    int i = 0;

    while (i < DYING_TRIES && listen_is_alive(a)) {
        i++;
        clock_pause_ms(DYING_PAUSE_MS);
    }
    return i == DYING_TRIES;
}

static int open_unix(const char *path, int *fd_out)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    struct stat st;

    if (strlen(path) >= sizeof a.sun_path) {
        errno = ENAMETOOLONG;
        return ERR_CONFIG;
    }
    memcpy(a.sun_path, path, strlen(path) + 1);
    if (stays_alive(&a)) {
        errno = EADDRINUSE;
        return ERR_CONFIG;
    }
    if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
        (void)unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return ERR_CONFIG;
    if (bind(fd, (const struct sockaddr *)&a, sizeof a) != 0 || chmod(path, SOCKET_MODE) != 0 ||
        listen(fd, BACKLOG) != 0)
        return fail_close(fd);
    *fd_out = fd;
    return 0;
}

static int open_address(const struct addrinfo *a, bool shared, int *fd_out)
{
    int on = 1;
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);

    if (fd < 0)
        return ERR_CONFIG;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (shared)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(fd, a->ai_addr, a->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)
        return fail_close(fd);
    *fd_out = fd;
    return 0;
}

bool listen_split(const char *address, char host[LISTEN_HOST_SIZE], const char **port_out)
{
    const char *colon = strrchr(address, ':');

    if (colon == NULL || colon == address || colon - address >= LISTEN_HOST_SIZE)
        return false;
    bool bracketed = address[0] == '[' && colon[-1] == ']';
    int len = (int)(colon - address) - (bracketed ? 2 : 0);
    (void)snprintf(host, LISTEN_HOST_SIZE, "%.*s", len, address + (bracketed ? 1 : 0));
    *port_out = colon + 1;
    return true;
}

static int open_tcp(const char *address, bool shared, int *fd_out)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    char host[LISTEN_HOST_SIZE];
    const char *port;

    if (!listen_split(address, host, &port)) {
        errno = EINVAL;
        return ERR_CONFIG;
    }
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        errno = EADDRNOTAVAIL; /* getaddrinfo() has its own error codes */
        return ERR_CONFIG;
    }
    int rc = open_address(found, shared, fd_out);
    int saved = errno;
    freeaddrinfo(found);
    errno = saved;
    return rc;
}

int listen_open(const char *address, int *fd_out)
{
    *fd_out = -1;
    if (strncmp(address, "unix:", 5) == 0)
        return open_unix(address + 5, fd_out);
    return open_tcp(address, false, fd_out);
}

int listen_open_shared(const char *address, int *fd_out)
{
    *fd_out = -1;
    if (strncmp(address, "unix:", 5) == 0)
        return open_unix(address + 5, fd_out);
    return open_tcp(address, true, fd_out);
}
