/* SPDX-License-Identifier: MIT */
/*
 * The takeover watch: one thread that looks at the lock files of every lock this process holds,
 * every interval, and tells the holder when somebody newer wants it. It never touches Redis. Threads and
 * processes are alike to it: both ask through the lock file.
 */
#ifndef LOADLINE_LOCK_WATCH_H
#define LOADLINE_LOCK_WATCH_H

#include "spool/lock.h"

#define WATCH_INTERVAL_MS 250

struct watch;

/* Starts the thread. ERR_NOMEM or ERR_INTERNAL. */
int watch_start(int interval_ms, struct watch **out);

/* Stops and joins it; every entry must be gone. */
void watch_stop(struct watch **w);

/* Calls fn(arg, verb) at every look at which somebody newer wants l, until fn returns true: the holder heard it. The
 * calls happen under the watch's mutex: after watch_remove() returned, fn is not running and will not be called. */
int watch_add(struct watch *w, const struct lock *l, bool (*fn)(void *arg, enum lock_verb verb),
              void *arg);
void watch_remove(struct watch *w, const struct lock *l);

#endif
