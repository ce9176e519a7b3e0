/* SPDX-License-Identifier: MIT */
/*
 * One mutex guards the whole pool, because threads spend their time in work() and not here.
 */
#include "fcgi/http/thread_pool.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct pool_thread {
    pthread_t id;
    struct thread_pool *pool;
    struct pool_thread *next; /* in the list of ended threads */
};

struct pool_item {
    struct pool_item *next;
    int item;
};

struct thread_pool {
    struct thread_pool_options options;
    pthread_mutex_t mutex;
    pthread_cond_t given, ended; /* use the monotonic clock */
    struct pool_item *first, **last;
    struct pool_thread *over; /* ended threads, still to be joined */
    struct thread_pool_counts counts;
    bool stopping;
};

int thread_pool_new(const struct thread_pool_options *o, struct thread_pool **out)
{
    struct thread_pool *p = calloc(1, sizeof *p);

    *out = p;
    if (p == NULL)
        return ERR_NOMEM;
    p->options = *o;
    p->last = &p->first;
    pthread_mutex_init(&p->mutex, NULL);
    thread_cond_init(&p->given);
    thread_cond_init(&p->ended);
    return 0;
}

/* Takes the next item; the queue must not be empty. The caller holds the mutex. */
static int thread_pool_dequeue(struct thread_pool *p)
{
    struct pool_item *taken = p->first;
    int item = taken->item;

    p->first = taken->next;
    if (p->first == NULL)
        p->last = &p->first;
    p->counts.queued--;
    free(taken);
    return item;
}

/* The caller holds the mutex, or is the only user left. */
static void drop_all(struct thread_pool *p)
{
    while (p->first != NULL)
        p->options.drop(p->options.arg, thread_pool_dequeue(p));
}

/* Waits for the next item. False: the thread must end. The caller holds the mutex. */
static bool take_item(struct thread_pool *p, int *item_out)
{
    int64_t end_ms = clock_mono_ms() + p->options.patience_ms;
    bool late = false;

    p->counts.waiting++;
    if (p->counts.threads >= p->options.max)
        p->options.rested(p->options.arg);
    while (p->first == NULL && !p->stopping && !(late && p->counts.waiting > p->options.spare))
        if (late)
            pthread_cond_wait(&p->given, &p->mutex);
        else
            late = !thread_cond_wait_until(&p->given, &p->mutex, end_ms);
    p->counts.waiting--;
    if (p->first == NULL)
        return false;
    *item_out = thread_pool_dequeue(p);
    return true;
}

static void work_all(struct thread_pool *p, void *own)
{
    int item;

    pthread_mutex_lock(&p->mutex);
    while (take_item(p, &item)) {
        pthread_mutex_unlock(&p->mutex);
        p->options.work(own, item);
        pthread_mutex_lock(&p->mutex);
    }
    pthread_mutex_unlock(&p->mutex);
}

static void *pool_thread_run(void *arg)
{
    struct pool_thread *t = arg;
    struct thread_pool *p = t->pool;

    void *own = p->options.begin(p->options.arg);
    if (own != NULL) {
        work_all(p, own);
        p->options.end(own);
    }
    pthread_mutex_lock(&p->mutex);
    if (--p->counts.threads == 0)
        drop_all(p);
    t->next = p->over;
    p->over = t;
    pthread_cond_broadcast(&p->ended);
    pthread_mutex_unlock(&p->mutex);
    return NULL;
}

/* Joins ended threads. It cannot block for long: releasing the mutex is the last thing such a
 * thread does. The caller holds the mutex. */
static void join_ended(struct thread_pool *p)
{
    while (p->over != NULL) {
        struct pool_thread *t = p->over;
        p->over = t->next;
        pthread_join(t->id, NULL);
        free(t);
    }
}

/* The caller holds the mutex, so that the thread cannot end before its id is stored. */
static int add_thread(struct thread_pool *p)
{
    struct pool_thread *t = calloc(1, sizeof *t);

    if (t == NULL)
        return ERR_NOMEM;
    t->pool = p;
    if (thread_start(&t->id, "request", p->options.stack_bytes, pool_thread_run, t) != 0) {
        log_warn("thread_failed", "threads", LOG_INT(p->counts.threads), "reason", strerror(errno),
                 NULL);
        free(t);
        return ERR_INTERNAL;
    }
    p->counts.threads++;
    return 0;
}

static int thread_pool_enqueue(struct thread_pool *p, int item)
{
    struct pool_item *one = calloc(1, sizeof *one);

    if (one == NULL)
        return ERR_NOMEM;
    one->item = item;
    *p->last = one;
    p->last = &one->next;
    p->counts.queued++;
    return 0;
}

int thread_pool_give(struct thread_pool *p, int item)
{
    int rc = 0;

    pthread_mutex_lock(&p->mutex);
    join_ended(p);
    if (p->counts.queued >= p->counts.waiting && p->counts.threads < p->options.max)
        rc = add_thread(p);
    /* If no further thread can be made, an existing one takes the item later. */
    if (p->counts.threads > 0)
        rc = thread_pool_enqueue(p, item);
    pthread_cond_signal(&p->given);
    pthread_mutex_unlock(&p->mutex);
    return rc;
}

bool thread_pool_is_full(struct thread_pool *p)
{
    struct thread_pool_counts c = thread_pool_counts(p);

    return c.threads >= p->options.max && c.queued >= c.waiting;
}

bool thread_pool_is_idle(struct thread_pool *p)
{
    struct thread_pool_counts c = thread_pool_counts(p);

    return c.threads == c.waiting && c.queued == 0;
}

struct thread_pool_counts thread_pool_counts(struct thread_pool *p)
{
    pthread_mutex_lock(&p->mutex);
    struct thread_pool_counts c = p->counts;
    pthread_mutex_unlock(&p->mutex);
    return c;
}

bool thread_pool_stop(struct thread_pool *p, int64_t wait_ms)
{
    int64_t end_ms = clock_mono_ms() + wait_ms;

    pthread_mutex_lock(&p->mutex);
    p->stopping = true;
    pthread_cond_broadcast(&p->given);
    while (p->counts.threads > 0 && thread_cond_wait_until(&p->ended, &p->mutex, end_ms))
        ;
    bool left = p->counts.threads > 0;
    join_ended(p);
    pthread_mutex_unlock(&p->mutex);
    return !left;
}

void thread_pool_free(struct thread_pool **p)
{
    if (*p == NULL)
        return;
    drop_all(*p);
    pthread_cond_destroy(&(*p)->given);
    pthread_cond_destroy(&(*p)->ended);
    pthread_mutex_destroy(&(*p)->mutex);
    free(*p);
    *p = NULL;
}
