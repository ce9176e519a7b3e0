/* SPDX-License-Identifier: MIT */
/*
 * Counters of programs that come and go: counted in memory, added to one hash in Redis by whoever
 * talks to it anyway, read by the relay for its metrics. What is not written when a program is
 * killed is not counted.
 */
#ifndef LOADLINE_STATS_H
#define LOADLINE_STATS_H

#include "base/metric.h"
#include "redis/redis.h"

#include <stdint.h>

enum stats_counter {
    STAT_UPLOADS_CREATED,
    STAT_UPLOADS_RECEIVED, /* every byte has arrived */
    STAT_UPLOADS_REFUSED,
    STAT_BYTES_RECEIVED,
    STAT_JOBS_DONE,
    STAT_JOBS_FAILED,
    STAT_STAGES_RUN,
    STAT_STAGES_FAILED,
    STAT_COUNT
};

/* Counts; from any thread. */
void stats_add(enum stats_counter s, int64_t n);

/* Adds what was counted since the last time to the hash. 0 also where there was nothing; ERR_REDIS:
 * it is kept for the next time. Only while no replies are owed. */
int stats_flush(struct redis *r, const char *prefix);

/* A counter as the hash has it; 0 for what is no counter. */
int64_t stats_parse(const char *text);

/* The metric, whose name is that of the hash's field as well. */
const struct metric *stats_metric(enum stats_counter s);

#endif
