/* SPDX-License-Identifier: MIT */
/*
 * What all parts of the worker are given: made by main, read by the runner and, after a fork, by
 * every job.
 */
#ifndef LOADLINE_WORKER_H
#define LOADLINE_WORKER_H

#include "config.h"
#include "redis.h"
#include "store.h"
#include "worker/receivers.h"

struct worker {
    struct config config;
    struct redis_target redis;
    struct store *store;
    struct receivers *receivers; /* shared with its jobs */
    bool drain;                  /* end when the stream is empty */
};

#endif
