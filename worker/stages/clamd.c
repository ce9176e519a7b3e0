/* SPDX-License-Identifier: MIT */
/*
 * A client of clamd. The socket never blocks: each step polls for a bounded time. clamd may answer
 * and close before it has the whole file; its reply is read in that case too.
 */
#include "worker/stages/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define COMMAND "zINSTREAM" /* z: commands and replies end with a NUL */

static bool is_ready(int fd, short events, int timeout_ms)
{
    struct pollfd p = {fd, events, 0};
    return poll(&p, 1, timeout_ms) > 0;
}

/* Returns 0 or an errno; the socket is in *fd_out. */
static int clamd_connect_to(const struct sockaddr *address, socklen_t len, int timeout_ms,
                            int *fd_out)
{
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int err = 0;
    socklen_t size = sizeof err;

    if (fd < 0)
        return errno;
    if (connect(fd, address, len) != 0)
        err = errno;
    if (err == EINPROGRESS) {
        if (!is_ready(fd, POLLOUT, timeout_ms))
            err = ETIMEDOUT;
        else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &size) != 0)
            err = errno;
    }
    if (err != 0)
        close(fd);
    else
        *fd_out = fd;
    return err;
}

static int clamd_connect_unix(const char *path, int timeout_ms, int *fd_out)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path)
        return ENAMETOOLONG;
    memcpy(address.sun_path, path, strlen(path) + 1);
    return clamd_connect_to((const struct sockaddr *)&address, sizeof address, timeout_ms, fd_out);
}

static int connect_tcp(const char *address, int timeout_ms, int *fd_out)
{
    const char *colon = strrchr(address, ':');
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    char host[256];
    int err = EHOSTUNREACH;

    if (colon == NULL || (size_t)(colon - address) >= sizeof host)
        return EINVAL;
    (void)snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
        return EHOSTUNREACH;
    for (const struct addrinfo *a = found; a != NULL && err != 0; a = a->ai_next)
        err = clamd_connect_to(a->ai_addr, a->ai_addrlen, timeout_ms, fd_out);
    freeaddrinfo(found);
    return err;
}

int clamd_open(struct clamd *c, const char *address, int timeout_ms)
{
    c->fd = -1;
    c->reply_len = 0;
    int err = strncmp(address, "unix:", 5) == 0
                  ? clamd_connect_unix(address + 5, timeout_ms, &c->fd)
                  : connect_tcp(address, timeout_ms, &c->fd);
    memcpy(c->piece, COMMAND, sizeof COMMAND);
    c->piece_len = sizeof COMMAND;
    c->piece_sent = 0;
    return err;
}

void clamd_close(struct clamd *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

void clamd_load(struct clamd *c, const void *bytes, size_t len)
{
    uint32_t count = htonl((uint32_t)len);

    memcpy(c->piece, &count, sizeof count);
    if (len > 0)
        memcpy(c->piece + sizeof count, bytes, len);
    c->piece_len = sizeof count + len;
    c->piece_sent = 0;
}

enum clamd_step clamd_send(struct clamd *c)
{
    if (c->piece_sent == c->piece_len)
        return CLAMD_WENT;
    if (!is_ready(c->fd, POLLOUT, CLAMD_STEP_MS))
        return CLAMD_WAITS;
    ssize_t n = send(c->fd, c->piece + c->piece_sent, c->piece_len - c->piece_sent, MSG_NOSIGNAL);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? CLAMD_WAITS : CLAMD_ENDED;
    c->piece_sent += (size_t)n;
    return c->piece_sent == c->piece_len ? CLAMD_WENT : CLAMD_WAITS;
}

enum clamd_step clamd_take(struct clamd *c)
{
    if (!is_ready(c->fd, POLLIN, CLAMD_STEP_MS))
        return CLAMD_WAITS;
    ssize_t n = recv(c->fd, c->reply + c->reply_len, sizeof c->reply - 1 - c->reply_len, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? CLAMD_WAITS : CLAMD_ENDED;
    if (n == 0) {
        errno = 0;
        return CLAMD_ENDED;
    }
    c->reply_len += (size_t)n;
    c->reply[c->reply_len] = '\0';
    bool whole =
        memchr(c->reply, '\0', c->reply_len) != NULL || c->reply_len == sizeof c->reply - 1;
    return whole ? CLAMD_WENT : CLAMD_WAITS;
}
