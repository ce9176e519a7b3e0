/* SPDX-License-Identifier: MIT */
/*
 * A look at every request four times a second, however many there are.
 */
#include "deadline.h"

#include "clock.h"
#include "error.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_INTERVAL_MS 250

struct deadline {
    struct deadline_limits limits;
    struct request **requests;
    struct pace *paces;
    size_t count;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* on the monotonic clock */
    bool stopping;
};

/* Starts a new window. */
static void pace_mark(struct pace *p, const struct request_flow *flow, int64_t now_ms)
{
    *p = (struct pace){flow->serial, now_ms, flow->received};
}

bool pace_is_broken(struct pace *p, const struct deadline_limits *limits,
                    const struct request_flow *flow, int64_t now_ms)
{
    bool waiting = flow->waiting_since_ms != 0;

    if (flow->serial != p->serial || !waiting) {
        /* A server that is slow itself measures nothing. */
        if (flow->serial != p->serial || now_ms - p->since_ms >= limits->rate_window_ms)
            pace_mark(p, flow, now_ms);
        return false;
    }
    if (limits->idle_ms > 0 && now_ms - flow->waiting_since_ms >= limits->idle_ms)
        return true;
    int64_t took_ms = now_ms - p->since_ms;
    if (limits->min_rate == 0 || took_ms < limits->rate_window_ms)
        return false;
    bool slow = (flow->received - p->bytes) * 1000 / took_ms < limits->min_rate;
    pace_mark(p, flow, now_ms);
    return slow;
}

static void look(struct deadline *d)
{
    int64_t now = clock_mono_ms();

    for (size_t i = 0; i < d->count; i++) {
        struct request_flow flow = request_flow(d->requests[i]);
        if (pace_is_broken(&d->paces[i], &d->limits, &flow, now))
            request_interrupt_one(d->requests[i], flow.serial, ERR_TIMEOUT);
    }
}

static void *run(void *arg)
{
    struct deadline *d = arg;
    struct timespec next;

    pthread_mutex_lock(&d->mutex);
    while (!d->stopping) {
        look(d);
        clock_gettime(CLOCK_MONOTONIC, &next);
        next.tv_nsec += LOOK_INTERVAL_MS * 1000000L;
        next.tv_sec += next.tv_nsec / 1000000000L;
        next.tv_nsec %= 1000000000L;
        (void)pthread_cond_timedwait(&d->wake, &d->mutex, &next);
    }
    pthread_mutex_unlock(&d->mutex);
    return NULL;
}

static void destroy(struct deadline *d)
{
    pthread_cond_destroy(&d->wake);
    pthread_mutex_destroy(&d->mutex);
    free(d->paces);
    free(d);
}

int deadline_start(const struct deadline_limits *limits, struct request **requests, size_t count,
                   struct deadline **out)
{
    pthread_condattr_t attr;

    *out = NULL;
    if (limits->idle_ms == 0 && limits->min_rate == 0)
        return 0;
    struct deadline *d = calloc(1, sizeof *d);
    if (d == NULL)
        return ERR_NOMEM;
    d->limits = *limits;
    d->requests = requests;
    d->count = count;
    d->paces = calloc(count, sizeof *d->paces);
    pthread_mutex_init(&d->mutex, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&d->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (d->paces == NULL || pthread_create(&d->thread, NULL, run, d) != 0) {
        int rc = d->paces == NULL ? ERR_NOMEM : ERR_INTERNAL;
        destroy(d);
        return rc;
    }
    (void)pthread_setname_np(d->thread, "deadline");
    *out = d;
    return 0;
}

void deadline_stop(struct deadline **d)
{
    if (*d == NULL)
        return;
    pthread_mutex_lock(&(*d)->mutex);
    (*d)->stopping = true;
    pthread_cond_signal(&(*d)->wake);
    pthread_mutex_unlock(&(*d)->mutex);
    pthread_join((*d)->thread, NULL);
    destroy(*d);
    *d = NULL;
}
