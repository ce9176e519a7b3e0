/* SPDX-License-Identifier: MIT */
/*
 * A new thread inherits its creator's signal mask, so the creator blocks the signals while it
 * starts the thread.
 */
#include "base/thread.h"

#include "base/error.h"
#include "base/signals.h"

#include <errno.h>
#include <time.h>

int thread_start(pthread_t *out, const char *name, size_t stack_bytes, void *(*fn)(void *arg),
                 void *arg)
{
    sigset_t blocked, before;
    pthread_attr_t attr;

    signals_ending(&blocked);
    sigaddset(&blocked, SIGHUP);
    pthread_attr_init(&attr);
    if (stack_bytes > 0)
        pthread_attr_setstacksize(&attr, stack_bytes);
    (void)pthread_sigmask(SIG_BLOCK, &blocked, &before);
    int fault = pthread_create(out, &attr, fn, arg);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    if (fault != 0) {
        errno = fault;
        return ERR_INTERNAL;
    }
    (void)pthread_setname_np(*out, name);
    return 0;
}

void thread_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attr;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attr);
    pthread_condattr_destroy(&attr);
}

bool thread_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t end_ms)
{
    const struct timespec end = {.tv_sec = end_ms / 1000, .tv_nsec = end_ms % 1000 * 1000000L};

    return pthread_cond_timedwait(cond, mutex, &end) == 0;
}
