/* SPDX-License-Identifier: MIT */
/*
 * How threads are started, and how they wait: the same everywhere.
 */
#ifndef LOADLINE_THREAD_H
#define LOADLINE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts a thread that runs fn(arg). It has name (15 characters at most), a stack of stack_bytes
 * (0: the system's size), and takes neither the signals that end a program (signals.h) nor SIGHUP:
 * they wake what waits in other threads. 0, or ERR_INTERNAL with the reason in errno. */
int thread_start(pthread_t *out, const char *name, size_t stack_bytes, void *(*fn)(void *arg),
                 void *arg);

/* A condition that is waited for by the monotonic clock. */
void thread_cond_init(pthread_cond_t *cond);

/* Waits for it until then (clock_mono_ms()); with the mutex held. False where it is later. */
bool thread_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t end_ms);

#endif
