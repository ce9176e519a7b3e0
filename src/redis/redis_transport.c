/* SPDX-License-Identifier: MIT */
/*
 * A socket and its way to readiness: connecting, then TLS if wanted.
 */
#include "redis/redis_transport.h"

#include "base/error.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum transport_state { TRANSPORT_CONNECTING, TRANSPORT_HANDSHAKING, TRANSPORT_READY };

struct redis_transport {
    int fd;
    enum transport_state state;
    struct redis_tls *tls; /* NULL: none */
    /* TLS may have to write before it can read, and to read before it can write. */
    bool read_awaits_write, write_awaits_read;
    char why[REDIS_WHY_SIZE];
};

static int transport_fail(struct redis_transport *t, const char *why)
{
    (void)snprintf(t->why, sizeof t->why, "%s", why);
    return ERR_REDIS;
}

/* Connects without waiting. 0, or an errno. */
static int transport_dial(struct redis_transport *t, const struct sockaddr *to, socklen_t len)
{
    int on = 1;

    t->fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (t->fd < 0)
        return errno;
    if (to->sa_family != AF_UNIX)
        (void)setsockopt(t->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connect(t->fd, to, len) == 0 || errno == EINPROGRESS ? 0 : errno;
}

static int dial_unix(struct redis_transport *t, const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};

    (void)snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    int error = transport_dial(t, (const struct sockaddr *)&to, sizeof to);
    return error == 0 ? 0 : transport_fail(t, strerror(error));
}

static int dial_tcp(struct redis_transport *t, const char *numeric, int port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char service[16];

    (void)snprintf(service, sizeof service, "%d", port);
    int rc = getaddrinfo(numeric, service, &hints, &found);
    if (rc != 0)
        return transport_fail(t, gai_strerror(rc));
    int error = transport_dial(t, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return error == 0 ? 0 : transport_fail(t, strerror(error));
}

int redis_transport_open(const struct redis_target *target, const struct redis_address *a,
                         const char *numeric, struct redis_transport **out,
                         char why_out[REDIS_WHY_SIZE])
{
    struct redis_transport *t = calloc(1, sizeof *t);

    *out = NULL;
    if (t == NULL)
        return ERR_NOMEM;
    t->fd = -1;
    int err = a->path[0] != '\0' ? dial_unix(t, a->path) : dial_tcp(t, numeric, a->port);
    if (err == 0 && target->tls)
        err = redis_tls_open(&target->tls_settings, a->host, t->fd, &t->tls, t->why);
    if (err != 0) {
        (void)snprintf(why_out, REDIS_WHY_SIZE, "%s", t->why);
        redis_transport_free(&t);
        return err;
    }
    *out = t;
    return 0;
}

void redis_transport_free(struct redis_transport **t)
{
    if (*t == NULL)
        return;
    redis_tls_free(&(*t)->tls);
    if ((*t)->fd >= 0)
        close((*t)->fd);
    free(*t);
    *t = NULL;
}

int redis_transport_fd(const struct redis_transport *t)
{
    return t->fd;
}

const char *redis_transport_failure(const struct redis_transport *t)
{
    return t->why;
}

short redis_transport_events(const struct redis_transport *t, bool has_output)
{
    if (t->state == TRANSPORT_CONNECTING)
        return POLLOUT;
    if (t->state == TRANSPORT_HANDSHAKING)
        return t->write_awaits_read ? POLLIN : POLLOUT;
    bool writes = t->read_awaits_write || (has_output && !t->write_awaits_read);
    return (short)(POLLIN | (writes ? POLLOUT : 0));
}

/* SO_ERROR holds the result; a socket that still connects has no peer. */
static int check_connected(struct redis_transport *t)
{
    struct sockaddr_storage peer;
    socklen_t peer_len = sizeof peer, len = sizeof(int);
    int error = 0;

    if (getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
        error = errno;
    if (error != 0)
        return transport_fail(t, strerror(error));
    if (getpeername(t->fd, (struct sockaddr *)&peer, &peer_len) == 0)
        return 1;
    return errno == ENOTCONN ? 0 : transport_fail(t, strerror(errno));
}

static int shake_hands(struct redis_transport *t)
{
    enum redis_tls_wait wait = REDIS_TLS_READS;
    ssize_t rc = redis_tls_handshake(t->tls, &wait, t->why);

    t->write_awaits_read = rc == 0 && wait == REDIS_TLS_READS;
    return (int)rc;
}

int redis_transport_connect(struct redis_transport *t)
{
    int rc = 1;

    if (t->state == TRANSPORT_CONNECTING) {
        rc = check_connected(t);
        if (rc == 1)
            t->state = t->tls != NULL ? TRANSPORT_HANDSHAKING : TRANSPORT_READY;
    }
    if (rc == 1 && t->state == TRANSPORT_HANDSHAKING) {
        rc = shake_hands(t);
        if (rc == 1)
            t->state = TRANSPORT_READY;
    }
    return rc;
}

/* The result of a call on the plain socket. */
static ssize_t transport_settle(struct redis_transport *t, ssize_t n)
{
    if (n >= 0)
        return n;
    return errno == EAGAIN || errno == EINTR ? 0 : transport_fail(t, strerror(errno));
}

ssize_t redis_transport_read(struct redis_transport *t, void *buf, size_t size)
{
    enum redis_tls_wait wait = REDIS_TLS_READS;
    ssize_t n;

    if (t->tls != NULL) {
        n = redis_tls_read(t->tls, buf, size, &wait, t->why);
        t->read_awaits_write = n == 0 && wait == REDIS_TLS_WRITES;
        t->write_awaits_read = false; /* the next write tells */
        return n;
    }
    n = recv(t->fd, buf, size, 0);
    return n == 0 ? transport_fail(t, "Server closed the connection") : transport_settle(t, n);
}

ssize_t redis_transport_write(struct redis_transport *t, const void *data, size_t len)
{
    enum redis_tls_wait wait = REDIS_TLS_WRITES;
    ssize_t n;

    if (t->tls == NULL)
        return transport_settle(t, send(t->fd, data, len, MSG_NOSIGNAL));
    n = redis_tls_write(t->tls, data, len, &wait, t->why);
    t->write_awaits_read = n == 0 && wait == REDIS_TLS_READS;
    return n;
}

bool redis_transport_pending(const struct redis_transport *t)
{
    return t->tls != NULL && redis_tls_pending(t->tls);
}
