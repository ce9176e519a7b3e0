/* SPDX-License-Identifier: MIT */
/*
 * The news of one job: sends its record to Redis, at most so often while only numbers move, and
 * goes on without news while Redis is away. No job waits for it but at its very end.
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
    int64_t sent_ms; /* monotonic; 0: nothing yet */
    bool owed;       /* a change that was not sent */
    bool away;       /* Redis was, at the last try */
    bool refused;    /* said so in the log already */
};

/* Everything is borrowed, redis too. */
void job_progress_init(struct job_progress *r, struct redis *redis, const char *prefix,
                       int64_t interval_ms, const struct upload *upload);

/* Sends the record at once, or with the next tick where Redis is away. */
void job_progress_now(struct job_progress *r);

/* The record changed: sent by this or a later tick. */
void job_progress_change(struct job_progress *r);

/* Sends what is owed and due. */
void job_progress_tick(struct job_progress *r);

/* Sends the record until Redis has taken it, for at most patience_ms or until stopped() says so. 0,
 * also where the hash belongs to something newer; ERR_REDIS. */
int job_progress_end(struct job_progress *r, int64_t patience_ms, bool (*stopped)(void));

#endif
