/* SPDX-License-Identifier: MIT */
/*
 * Counts of the programs. Each process counts in memory; a part of it that uses Redis anyway adds
 * the counts to one hash, which the relay reads for its metrics. So the numbers are those of all
 * processes and hosts, and go on after a restart. A killed program loses the counts that it has not
 * written.
 */
#ifndef LOADLINE_STATS_H
#define LOADLINE_STATS_H

#include "progress/stats_cells.h"
#include "redis/redis.h"

#include <stdint.h>

/* Makes the counts of this process and of the children that it starts from now on one: what a child
 * counts, its parent flushes. Call it before any thread starts. 0 or ERR_NOMEM. */
int stats_share(void);

/* Adds n to a counter. Thread-safe, as all that count are. */
void stats_add(enum stats_counter s, int64_t n);

/* Counts a request that failed with this error. */
void stats_add_refused(int err);

/* Adds an observation; a negative n counts as 0. value is the value of the histogram's label; NULL
 * if it has none. One with an unknown value is not counted. */
void stats_observe(enum stats_histogram which, const char *value, int64_t n);

/* Adds the counts since the last flush to the hash, in one round trip for each 64 of them. 0, also
 * if there are none; on ERR_REDIS the counts are kept for the next flush. Only while no replies are
 * outstanding. */
int stats_flush(struct redis *r, const char *prefix);

/* Parses a count of the hash; 0 for malformed text. */
int64_t stats_parse(const char *text);

#endif
