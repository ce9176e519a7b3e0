/* SPDX-License-Identifier: MIT */
/*
 * The environment of a lock in tests: a spool with one upload, and its lock file.
 */
#ifndef LOADLINE_LOCK_HOST_H
#define LOADLINE_LOCK_HOST_H

#include "spool/lock_watch.h"

#define LOCK_HOST_WAIT_MS 5000 /* longer than anything takes that must happen */

struct lock_host {
    struct store *store;
    struct upload upload;
    int fd;                   /* of the lock file */
    struct lock_watch *watch; /* NULL unless it was asked for */
};

/* cmocka's setup and teardown of a test; its state is the struct lock_host. */
int lock_host_begin(void **state);
int lock_host_begin_watched(void **state);
int lock_host_end(void **state);

/* Calls lock_take_over() for the upload. */
int lock_host_take_over(struct lock_host *f, enum lock_verb verb, int wait_ms, struct lock **out);

/* Waits until a request is in the file that is newer than the holder, and returns its verb;
 * LOCK_NONE if none comes. */
enum lock_verb lock_host_await_request(const struct lock *holder);

#endif
