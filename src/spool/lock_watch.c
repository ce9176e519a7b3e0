/* SPDX-License-Identifier: MIT */
/*
 * Keeps a list of held locks under one mutex, and looks at each of them every interval.
 */
#include "spool/lock_watch.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/thread.h"

#include <stdlib.h>

struct entry {
    const struct lock *lock;
    bool (*fn)(void *arg, enum lock_verb verb);
    void *arg;
    bool told;
    struct entry *next;
};

struct lock_watch {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* waits on the monotonic clock */
    struct entry *entries;
    int interval_ms;
    bool stopping;
};

static void lock_watch_check(struct entry *e)
{
    enum lock_verb verb;

    if (!e->told && lock_wanted(e->lock, &verb))
        e->told = e->fn(e->arg, verb);
}

static void *lock_watch_run(void *arg)
{
    struct lock_watch *w = arg;

    pthread_mutex_lock(&w->mutex);
    while (!w->stopping) {
        for (struct entry *e = w->entries; e != NULL; e = e->next)
            lock_watch_check(e);
        (void)thread_cond_wait_until(&w->wake, &w->mutex, clock_mono_ms() + w->interval_ms);
    }
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

int lock_watch_start(int interval_ms, struct lock_watch **out)
{
    struct lock_watch *w = calloc(1, sizeof *w);

    *out = NULL;
    if (w == NULL)
        return ERR_NOMEM;
    w->interval_ms = interval_ms;
    pthread_mutex_init(&w->mutex, NULL);
    thread_cond_init(&w->wake);
    if (thread_start(&w->thread, "watch", 0, lock_watch_run, w) != 0) {
        free(w);
        return ERR_INTERNAL;
    }
    *out = w;
    return 0;
}

void lock_watch_stop(struct lock_watch **w)
{
    if (*w == NULL)
        return;
    pthread_mutex_lock(&(*w)->mutex);
    (*w)->stopping = true;
    pthread_cond_signal(&(*w)->wake);
    pthread_mutex_unlock(&(*w)->mutex);
    pthread_join((*w)->thread, NULL);
    pthread_cond_destroy(&(*w)->wake);
    pthread_mutex_destroy(&(*w)->mutex);
    free(*w);
    *w = NULL;
}

int lock_watch_add(struct lock_watch *w, const struct lock *l,
                   bool (*fn)(void *arg, enum lock_verb verb), void *arg)
{
    struct entry *e = calloc(1, sizeof *e);

    if (e == NULL)
        return ERR_NOMEM;
    *e = (struct entry){.lock = l, .fn = fn, .arg = arg};
    pthread_mutex_lock(&w->mutex);
    e->next = w->entries;
    w->entries = e;
    lock_watch_check(e); /* a request may have come between locking and now */
    pthread_mutex_unlock(&w->mutex);
    return 0;
}

void lock_watch_remove(struct lock_watch *w, const struct lock *l)
{
    pthread_mutex_lock(&w->mutex);
    for (struct entry **at = &w->entries; *at != NULL; at = &(*at)->next)
        if ((*at)->lock == l) {
            struct entry *gone = *at;
            *at = gone->next;
            free(gone);
            break;
        }
    pthread_mutex_unlock(&w->mutex);
}
