/* SPDX-License-Identifier: MIT */
/*
 * One thread checks every request four times a second.
 */
#include "fcgi/http/idle_timeout.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/thread.h"

#include <stdatomic.h>
#include <stdlib.h>

#define LOOK_INTERVAL_MS 250

struct idle_timeout_entry {
    struct idle_timeout_entry *next, *before;
    struct request *request;
    struct pace pace;
};

struct idle_timeout {
    struct idle_timeout_limits limits;
    struct idle_timeout_entry all; /* ring head */
    bool running;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the ring and stopping */
    pthread_cond_t wake;   /* uses the monotonic clock */
    bool stopping;
};

static int64_t waited(const struct request_flow *flow, int64_t now_ms)
{
    return flow->waited_ms + (flow->waiting_since_ms == 0 ? 0 : now_ms - flow->waiting_since_ms);
}

/* Starts a new window. */
static void pace_mark(struct pace *p, const struct request_flow *flow, int64_t now_ms)
{
    p->bytes = flow->moved;
    p->waited_ms = waited(flow, now_ms);
}

/* Whether no byte has moved for idle_ms while this program was waiting for the other side. */
static bool idle_timeout_is_silent(struct pace *p, int64_t idle_ms, const struct request_flow *flow,
                                   bool has_moved, int64_t now_ms)
{
    if (has_moved || flow->waiting_since_ms == 0)
        p->moved_ms = now_ms;
    if (flow->waiting_since_ms == 0 || idle_ms == 0)
        return false;
    int64_t since = flow->waiting_since_ms;
    /* While one write waits, the reader may still empty the kernel's buffers. A wait for the sender
     * ends with the first byte. */
    if (flow->writing && p->moved_ms > since)
        since = p->moved_ms;
    return p->paused_ms + now_ms - since >= idle_ms;
}

/* Whether the average rate over the window is too low; call it only when bytes have just moved. A
 * pause as long as the window counts as silence instead, and a new window begins after it. */
static bool is_slow(struct pace *p, const struct idle_timeout_limits *limits,
                    const struct request_flow *flow, int64_t now_ms)
{
    int64_t waited_ms = waited(flow, now_ms);
    int64_t pause_ms = waited_ms - p->heard_ms;
    int64_t took_ms = waited_ms - p->waited_ms;

    p->heard_ms = waited_ms;
    if (limits->min_rate == 0 || took_ms < limits->rate_window_ms)
        return false;
    bool slow = (flow->moved - p->bytes) * 1000 / took_ms < limits->min_rate;
    bool paused = pause_ms >= limits->rate_window_ms;
    p->paused_ms = slow ? p->paused_ms + pause_ms : 0;
    pace_mark(p, flow, now_ms);
    return slow && !paused;
}

bool pace_is_broken(struct pace *p, const struct idle_timeout_limits *limits,
                    const struct request_flow *flow, int64_t now_ms)
{
    if (flow->front_since_ms != 0)
        return limits->head_ms != 0 && now_ms - flow->front_since_ms >= limits->head_ms;
    if (flow->serial != p->serial || flow->writing != p->writing) {
        *p = (struct pace){.serial = flow->serial, .writing = flow->writing};
        pace_mark(p, flow, flow->waiting_since_ms == 0 ? now_ms : flow->waiting_since_ms);
        p->heard_ms = p->waited_ms;
        p->moved = flow->moved;
        p->moved_ms = now_ms;
    }
    bool has_moved = flow->moved != p->moved;
    p->moved = flow->moved;
    bool slow = has_moved && is_slow(p, limits, flow, now_ms);
    return idle_timeout_is_silent(p, limits->idle_ms, flow, has_moved, now_ms) || slow;
}

static void idle_timeout_check(struct idle_timeout *d)
{
    int64_t now = clock_mono_ms();

    for (struct idle_timeout_entry *e = d->all.next; e != &d->all; e = e->next) {
        struct request_flow flow = request_flow(e->request);
        if (!pace_is_broken(&e->pace, &d->limits, &flow, now))
            continue;
        if (flow.writing)
            request_cut_one(e->request, flow.serial, ERR_TIMEOUT);
        else
            request_interrupt_one(e->request, flow.serial, ERR_TIMEOUT);
    }
}

static void *idle_timeout_run(void *arg)
{
    struct idle_timeout *d = arg;

    pthread_mutex_lock(&d->mutex);
    while (!d->stopping) {
        idle_timeout_check(d);
        (void)thread_cond_wait_until(&d->wake, &d->mutex, clock_mono_ms() + LOOK_INTERVAL_MS);
    }
    pthread_mutex_unlock(&d->mutex);
    return NULL;
}

int idle_timeout_start(const struct idle_timeout_limits *limits, struct idle_timeout **out)
{
    struct idle_timeout *d = calloc(1, sizeof *d);

    *out = d;
    if (d == NULL)
        return ERR_NOMEM;
    d->limits = *limits;
    d->all.next = d->all.before = &d->all;
    pthread_mutex_init(&d->mutex, NULL);
    thread_cond_init(&d->wake);
    if (limits->idle_ms == 0 && limits->min_rate == 0 && limits->head_ms == 0)
        return 0;
    d->running = thread_start(&d->thread, "idle_timeout", 0, idle_timeout_run, d) == 0;
    if (!d->running) {
        idle_timeout_stop(out);
        return ERR_INTERNAL;
    }
    return 0;
}

int idle_timeout_add(struct idle_timeout *d, struct request *r, struct idle_timeout_entry **out)
{
    struct idle_timeout_entry *e = *out = calloc(1, sizeof *e);

    if (e == NULL)
        return ERR_NOMEM;
    pthread_mutex_lock(&d->mutex);
    *e = (struct idle_timeout_entry){.next = d->all.next, .before = &d->all, .request = r};
    e->next->before = e;
    d->all.next = e;
    pthread_mutex_unlock(&d->mutex);
    return 0;
}

void idle_timeout_remove(struct idle_timeout *d, struct idle_timeout_entry **e)
{
    if (*e == NULL)
        return;
    pthread_mutex_lock(&d->mutex);
    (*e)->next->before = (*e)->before;
    (*e)->before->next = (*e)->next;
    pthread_mutex_unlock(&d->mutex);
    free(*e);
    *e = NULL;
}

void idle_timeout_each(struct idle_timeout *d, void (*fn)(struct request *r))
{
    pthread_mutex_lock(&d->mutex);
    for (struct idle_timeout_entry *e = d->all.next; e != &d->all; e = e->next)
        fn(e->request);
    pthread_mutex_unlock(&d->mutex);
}

void idle_timeout_stop(struct idle_timeout **d)
{
    if (*d == NULL)
        return;
    pthread_mutex_lock(&(*d)->mutex);
    (*d)->stopping = true;
    pthread_cond_signal(&(*d)->wake);
    pthread_mutex_unlock(&(*d)->mutex);
    if ((*d)->running)
        pthread_join((*d)->thread, NULL);
    pthread_cond_destroy(&(*d)->wake);
    pthread_mutex_destroy(&(*d)->mutex);
    free(*d);
    *d = NULL;
}
