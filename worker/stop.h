/* SPDX-License-Identifier: MIT */
/*
 * Why a job's process ends early: the worker is told to stop, or somebody deletes the upload. One
 * job per process, hence no handle: signals belong to the process too.
 */
#ifndef LOADLINE_STOP_H
#define LOADLINE_STOP_H

#include "spool/lock.h"

#include <stdbool.h>

enum stop { STOP_NO, STOP_SHUTDOWN, STOP_DELETED };

/* Handles SIGTERM and SIGINT as STOP_SHUTDOWN from now on, and unblocks them. ERR_INTERNAL. */
int stop_prepare(void);

/* Watches the lock for a deleting request; others are left to wait. Ended by stop_forget(). */
int stop_watch(const struct lock *l);
void stop_forget(void);

/* The reason that has come up, if any; it stays. */
enum stop stop_reason(void);

/* Whether the worker itself is gone: then it was no wish of its operator's. */
bool stop_is_orphaned(void);

/* Readable when a reason may have come up or a child has ended; whoever wakes reads 8 bytes. */
int stop_wake_fd(void);

#endif
