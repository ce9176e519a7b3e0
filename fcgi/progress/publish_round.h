/* SPDX-License-Identifier: MIT */
/*
 * One round of the publisher with a connected Redis: sends the changes of a batch of transfers and
 * settles each. It tracks whether the server accepts writes, and logs when that changes.
 */
#ifndef LOADLINE_PUBLISH_ROUND_H
#define LOADLINE_PUBLISH_ROUND_H

#include "redis/redis.h"

struct transfer;

struct publish_round {
    struct redis *redis;
    const char *prefix;
    int64_t interval_ms, alias_ttl_ms;
    bool refused; /* Redis refused the last write */
    bool failing; /* Redis answered changes with an error of another kind, and that is logged */
};

/* Sends the changes of n transfers. Changes that Redis did not accept stay owed. Reorders the
 * batch. */
void publish_round_send(struct publish_round *r, struct transfer **batch, size_t n, int64_t now_ms);

#endif
