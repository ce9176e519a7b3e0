/* SPDX-License-Identifier: MIT */
/*
 * The state shared by all parts of the worker: made by main, read by the runner and, after a fork,
 * by every job.
 */
#ifndef LOADLINE_WORKER_H
#define LOADLINE_WORKER_H

#include "config/config.h"
#include "jobs/jobs.h"
#include "redis/redis_shards.h"
#include "spool/store.h"
#include "worker/webhook/receivers.h"

struct worker {
    struct config config;
    struct redis_targets redis;
    struct store *store;
    char spool[SPOOL_ID_SIZE]; /* the spool's identity */
    struct job_queue queue;    /* of that spool */
    /* Shared with the jobs, which have places 0 to workers + notify_requests - 1, and with the
     * delivery of events, which has the notify_requests places after them. */
    struct receivers *receivers;
    bool drain; /* exit when the stream is empty */
};

#endif
