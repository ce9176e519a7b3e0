/* SPDX-License-Identifier: MIT */
/*
 * One round of the publisher with a Redis that is connected: the changes of a batch of transfers,
 * and what became of each. Knows whether the server takes writes, and says in the log when that
 * changes.
 */
#ifndef LOADLINE_PUBLISH_ROUND_H
#define LOADLINE_PUBLISH_ROUND_H

#include "redis/redis.h"

struct transfer;

struct publish_round {
    struct redis *redis;
    const char *prefix;
    int64_t interval_ms, alias_ttl_ms;
    bool refused; /* the last write was */
};

/* Sends the n transfers' changes; those that were not taken are still owed. Reorders the batch. */
void publish_round_send(struct publish_round *r, struct transfer **batch, size_t n, int64_t now_ms);

#endif
