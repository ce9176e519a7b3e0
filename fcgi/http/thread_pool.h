/* SPDX-License-Identifier: MIT */
/*
 * Threads on demand. The pool starts a thread when an item arrives and no thread is free, and ends
 * threads when more of them are idle than it should keep.
 */
#ifndef LOADLINE_THREAD_POOL_H
#define LOADLINE_THREAD_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct thread_pool;

struct thread_pool_options {
    int max;             /* maximum number of threads */
    int spare;           /* idle threads that stay */
    int64_t patience_ms; /* how long an idle thread beyond those waits for work before it ends */
    size_t stack_bytes;
    void *arg; /* passed to begin, drop and rested */
    /* Returns the thread's own context. NULL: the thread ends, and others do its work. */
    void *(*begin)(void *arg);
    /* Handles one item with the thread's context. */
    void (*work)(void *own, int item);
    /* Frees the thread's context. */
    void (*end)(void *own);
    /* Called for an item that no thread is left to serve. It must not call the pool, whose mutex
     * may be held. */
    void (*drop)(void *arg, int item);
    /* Called, with the mutex held, when a thread of a pool at its maximum becomes idle. It must not
     * call the pool. */
    void (*rested)(void *arg);
};

struct thread_pool_counts {
    int threads, waiting; /* running threads; idle ones among them */
    int queued;           /* items not yet taken by a thread */
};

/* Creates a pool without threads. The options are copied. Returns 0 or ERR_NOMEM. */
int thread_pool_new(const struct thread_pool_options *o, struct thread_pool **out);

/* Queues the item for a thread. Returns 0; ERR_NOMEM, or ERR_INTERNAL if the pool has no thread and
 * cannot start one: then the item stays with the caller. An item that was queued may still be
 * dropped. */
int thread_pool_give(struct thread_pool *p, int item);

/* Whether an item given now would wait until another one is finished. */
bool thread_pool_is_full(struct thread_pool *p);

/* Whether no thread is working and the queue is empty. */
bool thread_pool_is_idle(struct thread_pool *p);

/* A snapshot of the counts. */
struct thread_pool_counts thread_pool_counts(struct thread_pool *p);

/* Tells the threads to end once the queue is empty and waits for them, at most wait_ms. True: none
 * is left. */
bool thread_pool_stop(struct thread_pool *p, int64_t wait_ms);

/* Drops queued items and frees the pool. Call it only after thread_pool_stop() returned true.
 * Accepts NULL. */
void thread_pool_free(struct thread_pool **p);

#endif
