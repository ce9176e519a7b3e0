/* SPDX-License-Identifier: MIT */
/*
 * Counters of short-lived programs. Each counts in memory; a part of the program that uses Redis
 * anyway adds the counts to one hash, which the relay reads for its metrics. A killed program loses
 * the counts that it has not written.
 */
#ifndef LOADLINE_STATS_H
#define LOADLINE_STATS_H

#include "base/metric.h"
#include "redis/redis.h"

#include <stdint.h>

enum stats_counter {
    STAT_UPLOADS_CREATED,
    STAT_UPLOADS_RECEIVED, /* uploads whose bytes have all arrived */
    STAT_UPLOADS_REFUSED,
    STAT_BYTES_RECEIVED,
    STAT_JOBS_DONE,
    STAT_JOBS_FAILED,
    STAT_STAGES_RUN,
    STAT_STAGES_FAILED,
    STAT_COUNT
};

/* Adds n to a counter. Thread-safe. */
void stats_add(enum stats_counter s, int64_t n);

/* Adds the counts since the last flush to the hash. 0, also if there are none; on ERR_REDIS the
 * counts are kept for the next flush. Only while no replies are outstanding. */
int stats_flush(struct redis *r, const char *prefix);

/* Parses a counter of the hash; 0 for malformed text. */
int64_t stats_parse(const char *text);

/* Returns the counter's metric, static. Its name is also that of the hash's field. */
const struct metric *stats_metric(enum stats_counter s);

#endif
