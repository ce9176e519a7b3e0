/* SPDX-License-Identifier: MIT */
/*
 * Final uploads after a command of an operator or application has removed a part.
 */
#ifndef LOADLINE_JOINING_REDIS_H
#define LOADLINE_JOINING_REDIS_H

#include "upkeep/joining.h"

struct redis_shards;

/* Like joining_settle_all(), for programs with connections to Redis. */
void joining_redis_settle(struct store *s, const struct config *c,
                          const struct redis_shards *shards, char ids[][ID_SIZE], size_t count);

#endif
