/* SPDX-License-Identifier: MIT */
/*
 * How much goes on at a site, as Redis counts it: what all programs have counted so far (stats.h),
 * and how long its indexes are now.
 */
#ifndef LOADLINE_SITE_STATS_H
#define LOADLINE_SITE_STATS_H

#include "progress/stats.h"

enum site_stats_gauge {
    SITE_STATS_ACTIVE,  /* uploads that have not ended */
    SITE_STATS_LEASES,  /* of them, those with a sender attached */
    SITE_STATS_WAITING, /* jobs that no worker has claimed */
    SITE_STATS_RUNNING, /* jobs that one has */
    SITE_STATS_PARKED,  /* jobs that wait for something else than a worker */
    SITE_STATS_COUNT
};

struct site_stats {
    int64_t gauges[SITE_STATS_COUNT];
    int64_t counters[STAT_COUNT];
};

/* ERR_REDIS, with the reason in redis_failure(). */
int site_stats_take(struct redis *r, const char *prefix, struct site_stats *out);

const struct metric *site_stats_metric(enum site_stats_gauge g);

#endif
