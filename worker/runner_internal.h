/* SPDX-License-Identifier: MIT */
/*
 * The structure of the runner: runner.c has the loop, runner_lane.c what one pass does in one
 * shard.
 */
#ifndef LOADLINE_RUNNER_INTERNAL_H
#define LOADLINE_RUNNER_INTERNAL_H

#include "jobs/adoption.h"
#include "progress/heartbeat.h"
#include "worker/alive_file.h"
#include "worker/job_processes.h"
#include "worker/presence.h"
#include "worker/worker.h"

#include <stdatomic.h>

#define RUNNER_PASS_MS 250 /* the longest wait of one pass */
#define RUNNER_CONSUMER_SIZE 65

/* What the worker knows of one shard, and when it is due there. */
struct runner_lane {
    struct redis *redis; /* belongs to the runner's shards */
    size_t shard;
    struct adoption adoption;
    struct presence_jobs jobs;
    unsigned connects; /* at the last preparation */
    bool prepared;
    bool quiet;               /* Redis is unreachable, and this is logged */
    bool announced;           /* our spool, at least once */
    bool refused;             /* Redis refuses writes, and this is logged */
    bool failed;              /* in this pass */
    bool empty;               /* the last claim found no job */
    bool was_overdue;         /* the last claimed job had been delivered before */
    atomic_bool hour_failing; /* Redis answers the samples of the hour with an error; logged too */
    /* monotonic */
    int64_t beat_due_ms, lapse_due_ms, wake_due_ms, adopt_due_ms, hour_due_ms;
};

struct runner {
    const struct worker *worker;
    struct redis_shards shards;
    struct runner_lane lanes[REDIS_SHARDS_MAX];
    size_t first; /* the shard behind the last one that had a job: it is asked first */
    char consumer[RUNNER_CONSUMER_SIZE];
    struct heartbeat self;
    struct alive_file alive;
    struct job_processes processes;
    bool ready;               /* logged */
    int64_t reconcile_due_ms; /* monotonic */
    int64_t stop_ms;          /* when told to stop; 0: not told */
};

/* Makes the part of one shard. */
void runner_lane_init(struct runner *r, size_t shard);

/* Does what is due in one shard, up to the first failure. */
void runner_lane_tend(struct runner *r, struct runner_lane *l);

/* Claims at most one job, waiting briefly for it, unless the shard just failed. */
void runner_lane_claim(struct runner *r, struct runner_lane *l);

/* Acknowledges the jobs that ended, and returns the claims of those that were stopped. 0 or
 * ERR_REDIS. */
int runner_lane_acknowledge(struct runner *r, const struct runner_lane *l);

/* Publishes the worker's state in that shard. */
void runner_lane_publish(const struct runner *r, struct runner_lane *l, bool stopping);

/* The number of shards that are reachable. */
size_t runner_lane_count(const struct runner *r);

#endif
