/* SPDX-License-Identifier: MIT */
/*
 * Threads on demand: one is made when there is work and none waits for it, and ends when more of
 * them wait than are worth keeping.
 */
#ifndef LOADLINE_THREAD_POOL_H
#define LOADLINE_THREAD_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct thread_pool;

struct thread_pool_options {
    int max;             /* threads at once */
    int spare;           /* that stay when there is nothing to do */
    int64_t patience_ms; /* how long those beyond wait for work before they end */
    size_t stack_bytes;
    void *arg; /* for all of these, which run in the pool's threads */
    /* What a thread needs for itself. NULL: it ends, and others do its work. */
    void *(*begin)(void *arg);
    void (*work)(void *own, int item);
    void (*end)(void *own);
    /* An item that was given and that no thread is left for. It must not call the pool. */
    void (*drop)(void *arg, int item);
    /* A thread waits for work again, where all that may be are made. It must not call the pool. */
    void (*rested)(void *arg);
};

struct thread_pool_counts {
    int threads, waiting; /* of the threads, for work */
    int queued;           /* items that no thread has taken */
};

/* Has no threads at first. The options are copied. ERR_NOMEM. */
int thread_pool_new(const struct thread_pool_options *o, struct thread_pool **out);

/* Has a thread work on the item, as soon as there is one, or drops it. ERR_NOMEM, ERR_INTERNAL: no
 * thread at all can be made. */
int thread_pool_give(struct thread_pool *p, int item);

/* Whether what is given now would have to wait for others to end. */
bool thread_pool_is_full(struct thread_pool *p);

/* Whether no thread works, and nothing is queued. */
bool thread_pool_is_idle(struct thread_pool *p);

struct thread_pool_counts thread_pool_counts(struct thread_pool *p);

/* Has the threads end once nothing is queued, and waits for that, at most so long. True: none is
 * left. */
bool thread_pool_stop(struct thread_pool *p, int64_t wait_ms);

/* Only after a stop that left none. NULL is fine. */
void thread_pool_free(struct thread_pool **p);

#endif
