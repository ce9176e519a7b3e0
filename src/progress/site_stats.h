/* SPDX-License-Identifier: MIT */
/*
 * How much goes on at a site, as Redis counts it: what all programs have counted so far (stats.h), and how
 * long its indexes are now.
 */
#ifndef LOADLINE_SITE_STATS_H
#define LOADLINE_SITE_STATS_H

#include "progress/stats.h"

enum census_gauge {
    CENSUS_ACTIVE,  /* uploads that have not ended */
    CENSUS_LEASES,  /* of them, those with a sender attached */
    CENSUS_WAITING, /* jobs that no worker has claimed */
    CENSUS_RUNNING, /* jobs that one has */
    CENSUS_PARKED,  /* jobs that wait for something else than a worker */
    CENSUS_COUNT
};

struct census {
    int64_t gauges[CENSUS_COUNT];
    int64_t counters[STAT_COUNT];
};

/* ERR_REDIS, with the reason in redis_failure(). */
int census_take(struct redis *r, const char *prefix, struct census *out);

const struct metric *census_metric(enum census_gauge g);

#endif
