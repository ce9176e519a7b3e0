/* SPDX-License-Identifier: MIT */
/*
 * The main thread runs one epoll loop over all idle connections.
 */
#include "fcgi/http/connections.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "fcgi/http/peer.h"
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS_MAX 64
#define TICK_MS 250
#define LINGER_MS 10000        /* limit for draining the rest of a body */
#define LINGER_SILENCE_MS 2000 /* limit for one pause while draining */
#define TRASH_BYTES 65536

enum guest_kind {
    LINGERS, /* drained until the front end closes it */
    SILENT,  /* accepted, no byte received yet */
    KEPT,    /* kept open after a request, for the next one */
    GUEST_KINDS
};

/* A connection, linked into the ring of its kind. */
struct guest {
    struct guest *next, *before;
    int fd;
    enum guest_kind kind;
    int64_t since_ms, heard_ms;
};

struct connections {
    struct connections_options options;
    int epoll_fd, signal_fd, wake_fd;
    bool listening;               /* epoll watches the listening socket */
    int guests[GUEST_KINDS];      /* number of guests per kind */
    int64_t now_ms, pause_end_ms; /* pause_end_ms: no accept before it, after descriptors ran out */
    struct guest rings[GUEST_KINDS]; /* ring heads; `before` of a head is the oldest guest */
    pthread_mutex_t mutex;           /* guards the fields below */
    struct request_rest *returned;
    size_t returned_count, returned_room;
};

/* Their addresses mark the events that belong to no guest. */
static char of_listener, of_signal, of_wake;

static int add_event(struct connections *d, int fd, void *of)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = of};

    return epoll_ctl(d->epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

/* --- guests --- */

static void seat(struct connections *d, int fd, enum guest_kind kind)
{
    struct guest *g = calloc(1, sizeof *g);

    if (g == NULL || add_event(d, fd, g) != 0) {
        free(g);
        close(fd);
        return;
    }
    struct guest *ring = &d->rings[kind];
    *g = (struct guest){ring->next, ring, fd, kind, d->now_ms, d->now_ms};
    g->next->before = g;
    ring->next = g;
    d->guests[kind]++;
}

/* Frees the guest. Returns its descriptor, whose ownership passes to the caller. */
static int unseat(struct connections *d, struct guest *g)
{
    int fd = g->fd;

    (void)epoll_ctl(d->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    g->next->before = g->before;
    g->before->next = g->next;
    d->guests[g->kind]--;
    free(g);
    return fd;
}

/* Passes the connection to the request callback and closes it if the callback fails. */
static void connections_let_in(struct connections *d, int fd)
{
    if (d->options.request(d->options.arg, fd) != 0)
        close(fd);
}

/* Reads and discards the rest of a body. */
static void drain_body_rest(struct connections *d, struct guest *g)
{
    static char trash[TRASH_BYTES];
    ssize_t n = recv(g->fd, trash, sizeof trash, MSG_DONTWAIT);

    if (n > 0)
        g->heard_ms = d->now_ms;
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        close(unseat(d, g));
}

/* Handles the next byte or the end of a silent or kept connection. False: neither has happened. */
static bool check_silent(struct connections *d, struct guest *g)
{
    char byte;
    ssize_t n = recv(g->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    int fd = unseat(d, g);
    if (n > 0)
        connections_let_in(d, fd);
    else
        close(fd);
    return true;
}

/* Closes the guest's connection. If a request has just arrived on it, serves that request instead.
 */
static void show_out(struct connections *d, struct guest *g)
{
    if (g->kind == LINGERS || !check_silent(d, g))
        close(unseat(d, g));
}

static void end_lingering(struct connections *d)
{
    struct guest *ring = &d->rings[LINGERS];

    for (struct guest *g = ring->next, *next; g != ring; g = next) {
        next = g->next;
        if (d->now_ms - g->since_ms >= LINGER_MS || d->now_ms - g->heard_ms >= LINGER_SILENCE_MS)
            close(unseat(d, g));
    }
}

static void end_silent(struct connections *d)
{
    struct guest *ring = &d->rings[SILENT];

    while (ring->before != ring && d->now_ms - ring->before->since_ms >= d->options.head_ms)
        show_out(d, ring->before);
}

static bool is_crowded(const struct connections *d)
{
    return d->guests[LINGERS] + d->guests[SILENT] + d->guests[KEPT] >= d->options.connections;
}

/* Keeps one place free for the next connection. Lingering guests leave first, because they have
 * their answer; then the oldest guest of the larger kind. So neither many silent nor many kept
 * connections displace the other kind. Call it only between two rounds of epoll, whose events point
 * to guests. */
static void make_place(struct connections *d)
{
    while (is_crowded(d)) {
        enum guest_kind kind = d->guests[LINGERS] > 0                ? LINGERS
                               : d->guests[SILENT] > d->guests[KEPT] ? SILENT
                                                                     : KEPT;
        show_out(d, d->rings[kind].before);
    }
}

/* --- accepting --- */

/* Enables or disables accepting. Meanwhile new connections stay in the kernel's backlog. */
static void listen_or_not(struct connections *d, bool wanted)
{
    if (wanted == d->listening)
        return;
    struct epoll_event event = {.events = wanted ? EPOLLIN : 0, .data.ptr = &of_listener};
    if (epoll_ctl(d->epoll_fd, EPOLL_CTL_MOD, d->options.listen_fd, &event) == 0)
        d->listening = wanted;
}

/* Errors that concern one connection or are temporary. */
static bool connections_is_passing(int fault)
{
    return fault == EAGAIN || fault == EINTR || fault == ECONNABORTED || fault == EPROTO ||
           fault == EPERM || fault == EMFILE || fault == ENFILE || fault == ENOBUFS ||
           fault == ENOMEM || fault == ENETDOWN || fault == EHOSTUNREACH || fault == ENETUNREACH ||
           fault == EHOSTDOWN || fault == ENONET || fault == ENOPROTOOPT || fault == EOPNOTSUPP;
}

static void connections_greet(struct connections *d, int fd)
{
    char byte;

    peer_prepare(fd);
    if (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        connections_let_in(d, fd);
    else
        seat(d, fd, SILENT);
}

static int accept_one(struct connections *d)
{
    int fd = accept4(d->options.listen_fd, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0 && !connections_is_passing(errno)) {
        log_error("accept_failed", "reason", strerror(errno), NULL);
        return ERR_IO;
    }
    /* Without a pause epoll would report the same event again at once. */
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
        d->pause_end_ms = d->now_ms + TICK_MS;
    else if (fd >= 0 && peer_is_allowed(fd))
        connections_greet(d, fd);
    else if (fd >= 0)
        close(fd);
    return 0;
}

/* --- connections returned by requests --- */

void connections_wake(struct connections *d)
{
    uint64_t one = 1;

    (void)!write(d->wake_fd, &one, sizeof one);
}

static bool connections_make_room(struct connections *d)
{
    if (d->returned_count < d->returned_room)
        return true;
    size_t room = d->returned_room * 2 + 16;
    struct request_rest *more = realloc(d->returned, room * sizeof *more);
    if (more == NULL)
        return false;
    d->returned = more;
    d->returned_room = room;
    return true;
}

void connections_return(struct connections *d, struct request_rest rest)
{
    if (rest.fd < 0)
        return;
    if (!rest.kept)
        (void)shutdown(rest.fd, SHUT_WR);
    pthread_mutex_lock(&d->mutex);
    if ((rest.kept || !rest.drained) && connections_make_room(d))
        d->returned[d->returned_count++] = rest;
    else
        close(rest.fd);
    pthread_mutex_unlock(&d->mutex);
    connections_wake(d);
}

static void take_back(struct connections *d)
{
    uint64_t count;

    (void)!read(d->wake_fd, &count, sizeof count);
    pthread_mutex_lock(&d->mutex);
    for (size_t i = 0; i < d->returned_count; i++)
        seat(d, d->returned[i].fd, d->returned[i].kept ? KEPT : LINGERS);
    d->returned_count = 0;
    pthread_mutex_unlock(&d->mutex);
}

/* --- the loop --- */

static bool may_come(const struct connections *d)
{
    return !is_crowded(d) && d->now_ms >= d->pause_end_ms && !d->options.is_full(d->options.arg);
}

/* Returns 0, 1 at the end, or an error. */
static int connections_handle(struct connections *d, void *of)
{
    if (of == &of_signal)
        return 1;
    if (of == &of_listener)
        return may_come(d) ? accept_one(d) : 0;
    if (of == &of_wake)
        take_back(d);
    else if (((struct guest *)of)->kind == LINGERS)
        drain_body_rest(d, of);
    else
        (void)check_silent(d, of);
    return 0;
}

int connections_run(struct connections *d)
{
    struct epoll_event events[EVENTS_MAX];
    int rc = 0;

    while (rc == 0) {
        make_place(d);
        listen_or_not(d, may_come(d));
        enum connections_end end = d->options.ends(d->options.arg, d->now_ms);
        /* The program ends only if no event is pending: a new connection or new data is an event.
         */
        bool leaves = end == CONNECTIONS_ENDS_IDLE && d->listening &&
                      d->guests[SILENT] + d->guests[LINGERS] == 0;
        int n = epoll_wait(d->epoll_fd, events, EVENTS_MAX, leaves ? 0 : TICK_MS);
        d->now_ms = clock_mono_ms();
        if (end == CONNECTIONS_ENDS || (leaves && n == 0))
            rc = 1;
        for (int i = 0; rc == 0 && i < n; i++)
            rc = connections_handle(d, events[i].data.ptr);
        if (n < 0 && errno != EINTR)
            rc = ERR_IO;
        end_lingering(d);
        end_silent(d);
    }
    return rc > 0 ? 0 : rc;
}

static int open_descriptors(struct connections *d)
{
    sigset_t ending;

    signals_ending(&ending);
    d->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    d->signal_fd = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
    d->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (d->epoll_fd < 0 || d->signal_fd < 0 || d->wake_fd < 0)
        return ERR_INTERNAL;
    /* Another process may accept the connection that woke this one. */
    int flags = fcntl(d->options.listen_fd, F_GETFL);
    if (flags < 0 || fcntl(d->options.listen_fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return ERR_INTERNAL;
    d->listening = true;
    bool added = add_event(d, d->options.listen_fd, &of_listener) == 0 &&
                 add_event(d, d->signal_fd, &of_signal) == 0 &&
                 add_event(d, d->wake_fd, &of_wake) == 0;
    return added ? 0 : ERR_INTERNAL;
}

int connections_new(const struct connections_options *o, struct connections **out)
{
    struct connections *d = calloc(1, sizeof *d);

    *out = NULL;
    if (d == NULL)
        return ERR_NOMEM;
    d->options = *o;
    d->now_ms = clock_mono_ms();
    for (int kind = 0; kind < GUEST_KINDS; kind++)
        d->rings[kind].next = d->rings[kind].before = &d->rings[kind];
    pthread_mutex_init(&d->mutex, NULL);
    int rc = open_descriptors(d);
    if (rc == 0)
        *out = d;
    else
        connections_free(&d);
    return rc;
}

void connections_free(struct connections **d)
{
    if (*d == NULL)
        return;
    take_back(*d);
    for (int kind = 0; kind < GUEST_KINDS; kind++)
        while ((*d)->rings[kind].next != &(*d)->rings[kind])
            close(unseat(*d, (*d)->rings[kind].next));
    close((*d)->epoll_fd);
    close((*d)->signal_fd);
    close((*d)->wake_fd);
    pthread_mutex_destroy(&(*d)->mutex);
    free((*d)->returned);
    free(*d);
    *d = NULL;
}
