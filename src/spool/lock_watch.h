/* SPDX-License-Identifier: MIT */
/*
 * The takeover watch: one thread that looks at the lock files of every lock this process holds,
 * every interval, and tells the holder when somebody newer wants it. It never touches Redis.
 * Threads and processes are alike to it: both ask through the lock file.
 */
#ifndef LOADLINE_LOCK_WATCH_H
#define LOADLINE_LOCK_WATCH_H

#include "spool/lock.h"

#define LOCK_WATCH_INTERVAL_MS 250

struct lock_watch;

/* Starts the thread. ERR_NOMEM or ERR_INTERNAL. */
int lock_watch_start(int interval_ms, struct lock_watch **out);

/* Stops and joins it; every entry must be gone. */
void lock_watch_stop(struct lock_watch **w);

/* Calls fn(arg, verb) at every look at which somebody newer wants l, until fn returns true: the
 * holder heard it. The calls happen under the watch's mutex: after lock_watch_remove() returned, fn
 * is not running and will not be called. */
int lock_watch_add(struct lock_watch *w, const struct lock *l,
                   bool (*fn)(void *arg, enum lock_verb verb), void *arg);
void lock_watch_remove(struct lock_watch *w, const struct lock *l);

#endif
