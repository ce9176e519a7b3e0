/* SPDX-License-Identifier: MIT */
/*
 * Listens and accepts in small batches, so that a burst of connections does not delay the open
 * ones.
 */
#include "ws/transport/accept_socket.h"

#include "base/error.h"
#include "service/listen.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BATCH 64
#define PEER_PATIENCE_MS 40000 /* two beats at the default interval */
#define PAUSE_MS 100           /* when descriptors or memory ran out */

struct accept_socket {
    uv_poll_t poll;
    uv_timer_t pause;
    int fd;
    int handles; /* not closed by the loop yet */
    bool tcp, inherited;
    char name[ACCEPT_SOCKET_NAME_SIZE];
    void (*accepted)(void *arg, int fd);
    void *arg;
};

static void accept_socket_on_poll(uv_poll_t *poll, int status, int events);

static void on_pause_over(uv_timer_t *timer)
{
    struct accept_socket *l = timer->data;

    (void)uv_poll_start(&l->poll, UV_READABLE, accept_socket_on_poll);
}

/* Errors of a single connection that was lost meanwhile (accept(2)). */
static bool accept_socket_is_passing(int error)
{
    return error == EINTR || error == ECONNABORTED || error == EPROTO || error == ENETDOWN ||
           error == EHOSTUNREACH || error == ENETUNREACH;
}

static void rest(struct accept_socket *l, int error)
{
    log_warn("accept_failed", "reason", strerror(error), NULL);
    (void)uv_poll_stop(&l->poll);
    (void)uv_timer_start(&l->pause, on_pause_over, PAUSE_MS, 0);
}

/* TCP gives up a peer that acknowledges nothing for this time. */
static void set_options(int fd)
{
    int on = 1;
    unsigned patience_ms = PEER_PATIENCE_MS;

    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms, sizeof patience_ms);
}

static void accept_socket_on_poll(uv_poll_t *poll, int status, int events)
{
    struct accept_socket *l = poll->data;
    (void)status;
    (void)events;
    for (int i = 0; i < BATCH; i++) {
        int fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && accept_socket_is_passing(errno))
            continue;
        if (fd < 0) {
            if (errno != EAGAIN)
                rest(l, errno);
            return;
        }
        if (l->tcp)
            set_options(fd);
        l->accepted(l->arg, fd);
    }
}

static void name_tcp(struct accept_socket *l, const struct sockaddr *a, socklen_t len)
{
    char host[NI_MAXHOST > 256 ? 256 : NI_MAXHOST], port[NI_MAXSERV];
    bool v6 = a->sa_family == AF_INET6;

    if (getnameinfo(a, len, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    (void)snprintf(l->name, sizeof l->name, v6 ? "[%s]:%s" : "%s:%s", host, port);
    l->tcp = true;
}

static void name_socket(struct accept_socket *l)
{
    union {
        struct sockaddr any;
        struct sockaddr_un local;
        struct sockaddr_storage room;
    } a = {0};
    socklen_t len = sizeof a - 1;

    if (getsockname(l->fd, &a.any, &len) != 0)
        return;
    if (a.any.sa_family == AF_UNIX)
        (void)snprintf(l->name, sizeof l->name, "unix:%s", a.local.sun_path);
    else
        name_tcp(l, &a.any, len);
}

/* Takes over a supervisor's socket, or opens one. */
static int take_socket(struct accept_socket *l, const char *address, bool shared)
{
    l->fd = listen_inherited(address);
    l->inherited = l->fd >= 0;
    if (l->inherited)
        return 0;
    return shared ? listen_open_shared(address, &l->fd) : listen_open(address, &l->fd);
}

int accept_socket_open(uv_loop_t *loop, const char *address, bool shared,
                       void (*accepted)(void *arg, int fd), void *arg, struct accept_socket **out)
{
    struct accept_socket *l = calloc(1, sizeof *l);

    *out = NULL;
    if (l == NULL)
        return ERR_NOMEM;
    int rc = take_socket(l, address, shared);
    if (rc != 0) {
        int saved = errno;
        free(l);
        errno = saved;
        return rc;
    }
    name_socket(l);
    (void)fcntl(l->fd, F_SETFL, fcntl(l->fd, F_GETFL) | O_NONBLOCK);
    l->accepted = accepted;
    l->arg = arg;
    l->poll.data = l;
    l->pause.data = l;
    l->handles = 2;
    (void)uv_timer_init(loop, &l->pause);
    (void)uv_poll_init(loop, &l->poll, l->fd);
    (void)uv_poll_start(&l->poll, UV_READABLE, accept_socket_on_poll);
    *out = l;
    return 0;
}

const char *accept_socket_name(const struct accept_socket *l)
{
    return l->name;
}

static void on_closed(uv_handle_t *handle)
{
    struct accept_socket *l = handle->data;

    if (--l->handles == 0)
        free(l);
}

void accept_socket_close(struct accept_socket **l)
{
    struct accept_socket *gone = *l;

    *l = NULL;
    if (gone == NULL)
        return;
    uv_close((uv_handle_t *)&gone->poll, on_closed);
    uv_close((uv_handle_t *)&gone->pause, on_closed);
    if (!gone->inherited && strncmp(gone->name, "unix:", 5) == 0)
        (void)unlink(gone->name + 5);
    close(gone->fd);
}
