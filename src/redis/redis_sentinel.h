/* SPDX-License-Identifier: MIT */
/*
 * What a Sentinel is asked: the address of the primary, and the other Sentinels. It does no I/O,
 * like redis_handshake.h.
 */
#ifndef LOADLINE_REDIS_SENTINEL_H
#define LOADLINE_REDIS_SENTINEL_H

#include "redis/redis_discovery.h"
#include "redis/redis_value.h"
#include "redis/redis_wire.h"

#include <stdbool.h>

/* The replies that are still due; each in this order. */
struct redis_sentinel {
    bool auth_due, others_due;
    char why[REDIS_WHY_SIZE];
};

/* Appends the questions to the wire's output. 0 or ERR_REDIS with the reason in s->why. */
int redis_sentinel_begin(struct redis_sentinel *s, const struct redis_target *target,
                         struct redis_wire *w);

/* Takes the next reply, and tells the discovery. 1 after the last one (then redis_discovery_next()
 * is another step), 0 if more are due, ERR_REDIS if the Sentinel refuses us, with the reason in
 * s->why, which the caller passes to redis_discovery_fail(). */
int redis_sentinel_take(struct redis_sentinel *s, const struct redis_value *v,
                        struct redis_discovery *d);

#endif
