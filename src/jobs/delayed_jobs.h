/* SPDX-License-Identifier: MIT */
/*
 * Jobs that wait without using a worker's slot. Their entry moves from the stream to an index by
 * wake time, and later returns as a new entry. The record on disk has the wake time too, so that a
 * job that Redis lost is delayed again.
 */
#ifndef LOADLINE_DELAYED_JOBS_H
#define LOADLINE_DELAYED_JOBS_H

#include "jobs/jobs.h"

/* Removes the queue with all of its jobs, also those that are not delayed. 0 or ERR_REDIS. */
int delayed_jobs_remove_queue(struct redis *r, const struct job_queue *q);

/* Delays the job and acknowledges its entry in one transaction. 0, also if the entry is gone;
 * ERR_REDIS. */
int delayed_jobs_put(struct redis *r, const struct job_queue *q, const struct job *job,
                     int64_t wake_at_ms);

/* Queues the upload now, whether it is delayed or not. A job queued twice is harmless. 0 or
 * ERR_REDIS. */
int delayed_jobs_wake(struct redis *r, const struct job_queue *q, const char *id);

/* Queues at most limit delayed jobs whose wake time has passed. Returns their number, or ERR_REDIS.
 */
int delayed_jobs_wake_due(struct redis *r, const struct job_queue *q, int64_t now_wall_ms,
                          int limit);

/* Calls fn for the id of every queued, claimed or delayed job, for some twice. 0 or ERR_REDIS. */
int delayed_jobs_each(struct redis *r, const struct job_queue *q,
                      void (*fn)(void *arg, const char *id), void *arg);

#endif
