/* SPDX-License-Identifier: MIT */
/*
 * Jobs that wait without holding a place: their entry leaves the stream for an index by wake time,
 * and comes back as a new entry. When to wake stands in the record too: what Redis loses is parked
 * again from there.
 */
#ifndef LOADLINE_DELAYED_JOBS_H
#define LOADLINE_DELAYED_JOBS_H

#include "jobs/jobs.h"

/* Parks the job and acknowledges its entry, all or nothing. 0 also where the entry is gone;
 * ERR_REDIS. */
int delayed_jobs_put(struct redis *r, const char *prefix, const struct job *job,
                     int64_t wake_at_ms);

/* Queues the upload now, parked or not. A job taken twice is harmless. ERR_REDIS. */
int delayed_jobs_wake(struct redis *r, const char *prefix, const char *id);

/* Queues at most limit of those whose time has come. How many, or ERR_REDIS. */
int delayed_jobs_wake_due(struct redis *r, const char *prefix, int64_t now_wall_ms, int limit);

/* Calls fn for the id of every job that is queued, claimed or parked; some twice. ERR_REDIS. */
int delayed_jobs_each(struct redis *r, const char *prefix, void (*fn)(void *arg, const char *id),
                      void *arg);

#endif
