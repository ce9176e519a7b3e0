/* SPDX-License-Identifier: MIT */
/*
 * Why a job's process ends early: the worker is told to stop, or a client deletes the upload. One
 * job per process, hence no handle: signals belong to the process too.
 */
#ifndef LOADLINE_STOP_H
#define LOADLINE_STOP_H

#include "spool/lock.h"

#include <stdbool.h>

enum stop { STOP_NO, STOP_SHUTDOWN, STOP_DELETED };

/* Handles SIGTERM and SIGINT as STOP_SHUTDOWN, and unblocks them. Returns 0 or ERR_INTERNAL. */
int stop_prepare(void);

/* Watches the lock, borrowed until stop_forget(), for a request to delete; other requests have to
 * wait. Returns 0 or a negative code. */
int stop_watch(const struct lock *l);
void stop_forget(void);

/* The reason to stop, if any; STOP_SHUTDOWN stays. */
enum stop stop_reason(void);

/* Whether the worker itself has died: then the stop was not the operator's decision. */
bool stop_is_orphaned(void);

/* Returns a descriptor, borrowed, that becomes readable when a reason may have come up or a child
 * has ended; the reader reads 8 bytes. */
int stop_wake_fd(void);

#endif
