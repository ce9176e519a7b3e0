/* SPDX-License-Identifier: MIT */
/*
 * Publishes the progress of one job: sends its record to Redis, at a limited rate while only
 * numbers change, and continues without while Redis is unreachable. A job waits for Redis only at
 * its end.
 */
#ifndef LOADLINE_JOB_PROGRESS_H
#define LOADLINE_JOB_PROGRESS_H

#include "redis/redis.h"
#include "upload/upload.h"

struct job_progress {
    struct redis *redis;
    const char *prefix;
    const struct upload *upload;
    int64_t interval_ms;
    int64_t sent_ms; /* monotonic; 0: nothing sent yet */
    bool owed;       /* a change was not sent yet */
    bool away;       /* Redis was unreachable at the last try */
    bool refused;    /* the refusal is logged already */
};

/* Borrows everything, including redis. */
void job_progress_init(struct job_progress *r, struct redis *redis, const char *prefix,
                       int64_t interval_ms, const struct upload *upload);

/* Sends the record at once, or at a later tick if Redis is unreachable. */
void job_progress_now(struct job_progress *r);

/* Notes that the record changed; it is sent by this or a later tick. */
void job_progress_change(struct job_progress *r);

/* Sends the record if a change is outstanding and the interval is over. */
void job_progress_tick(struct job_progress *r);

/* Retries until Redis accepts the record, for at most patience_ms or until stopped() returns true.
 * Returns 0, also if the hash belongs to a newer attempt; or ERR_REDIS. */
int job_progress_end(struct job_progress *r, int64_t patience_ms, bool (*stopped)(void));

#endif
