/* SPDX-License-Identifier: MIT */
/*
 * What all parts of the worker are given: made by main, read by the runner and, after a fork, by
 * every job.
 */
#ifndef LOADLINE_WORKER_H
#define LOADLINE_WORKER_H

#include "config/config.h"
#include "redis/redis.h"
#include "spool/store.h"
#include "worker/webhook/receivers.h"

struct worker {
    struct config config;
    struct redis_target redis;
    struct store *store;
    /* Shared with its jobs, which have the places up to workers + notify_requests, and the sender
     * of events, which has notify_requests behind them. */
    struct receivers *receivers;
    bool drain; /* end when the stream is empty */
};

#endif
