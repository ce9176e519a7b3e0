/* SPDX-License-Identifier: MIT */
/*
 * Links for administrators that were used. Redis notes them, so that a link works once at all
 * processes and hosts together.
 */
#ifndef LOADLINE_PROGRESS_LINK_H
#define LOADLINE_PROGRESS_LINK_H

#include "redis/redis.h"

#include <stdint.h>

/* Notes that the link is used, for ttl_ms: longer than any host takes it. id is that of the link
 * and decides about the shard (redis_shards_of()). 0, ERR_LINK if it was used before, ERR_REDIS. */
int progress_link_use(struct redis *r, const char *prefix, const char *id, int64_t ttl_ms);

#endif
