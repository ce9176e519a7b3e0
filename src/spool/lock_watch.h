/* SPDX-License-Identifier: MIT */
/*
 * The takeover watch: one thread that reads the lock files of all locks of this process at every
 * interval, and tells the holder when a newer request wants the lock. It never uses Redis. Threads
 * and processes are alike to it: both ask through the lock file.
 */
#ifndef LOADLINE_LOCK_WATCH_H
#define LOADLINE_LOCK_WATCH_H

#include "spool/lock.h"

#define LOCK_WATCH_INTERVAL_MS 250

struct lock_watch;

/* Starts the thread. The caller ends it with lock_watch_stop(). ERR_NOMEM or ERR_INTERNAL. */
int lock_watch_start(int interval_ms, struct lock_watch **out);

/* Stops and joins the thread, frees the watch and clears the pointer. All entries must be removed
 * before. */
void lock_watch_stop(struct lock_watch **w);

/* Calls fn(arg, verb) at every look at which a newer request wants l, until fn returns true: the
 * holder has reacted. Calls happen under the watch's mutex: after lock_watch_remove() returns, fn
 * is not running and will not be called. The lock must stay valid until then. 0 or ERR_NOMEM. */
int lock_watch_add(struct lock_watch *w, const struct lock *l,
                   bool (*fn)(void *arg, enum lock_verb verb), void *arg);
void lock_watch_remove(struct lock_watch *w, const struct lock *l);

#endif
