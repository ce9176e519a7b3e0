/* SPDX-License-Identifier: MIT */
/*
 * The activity of a site as Redis counts it: the counters of all programs (stats.h), and the
 * current sizes of the indexes.
 */
#ifndef LOADLINE_SITE_STATS_H
#define LOADLINE_SITE_STATS_H

#include "progress/stats.h"

enum site_stats_gauge {
    SITE_STATS_ACTIVE,  /* uploads that have not ended */
    SITE_STATS_LEASES,  /* active uploads with a sender attached */
    SITE_STATS_WAITING, /* jobs that no worker has claimed */
    SITE_STATS_RUNNING, /* jobs that a worker has claimed */
    SITE_STATS_PARKED,  /* jobs that wait for something other than a worker */
    SITE_STATS_COUNT
};

struct site_stats {
    int64_t gauges[SITE_STATS_COUNT];
    int64_t counters[STAT_COUNT];
};

/* Reads all values of one server and adds them. 0, or ERR_REDIS with the reason in redis_failure().
 */
int site_stats_add(struct redis *r, const char *prefix, struct site_stats *sum);

/* Adds the jobs in the queue of one spool to the gauges; spool "": those whose spool is not known.
 * 0 or ERR_REDIS. */
int site_stats_add_queue(struct redis *r, const char *prefix, const char *spool,
                         int64_t gauges[SITE_STATS_COUNT]);

/* Adds the active uploads of one server, and those with a sender, to the gauges. 0 or ERR_REDIS. */
int site_stats_add_uploads(struct redis *r, const char *prefix, int64_t gauges[SITE_STATS_COUNT]);

/* Returns the metric of a gauge, static. */
const struct metric *site_stats_metric(enum site_stats_gauge g);

#endif
