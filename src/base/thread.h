/* SPDX-License-Identifier: MIT */
/*
 * Starts threads and waits on conditions, in the same way for all programs.
 */
#ifndef LOADLINE_THREAD_H
#define LOADLINE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts a thread that runs fn(arg), with a name (15 characters at most) and a stack of stack_bytes
 * (0: the system's default). The thread blocks SIGHUP and the signals that end a program
 * (signals.h); those wake other threads. 0, or ERR_INTERNAL with errno set. */
int thread_start(pthread_t *out, const char *name, size_t stack_bytes, void *(*fn)(void *arg),
                 void *arg);

/* Initializes a condition on the monotonic clock. */
void thread_cond_init(pthread_cond_t *cond);

/* Waits for the condition until end_ms (clock_mono_ms()). The caller holds the mutex. Returns false
 * on timeout. */
bool thread_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t end_ms);

#endif
