/* SPDX-License-Identifier: MIT */
/*
 * Tells Redis as the sweep does.
 */
#include "upkeep/joining_redis.h"

#include "upkeep/sweep.h"

void joining_redis_settle(struct store *s, const struct config *c,
                          const struct redis_shards *shards, char ids[][ID_SIZE], size_t count)
{
    struct sweep_redis to = {shards, c->redis_prefix, NULL};
    const struct joining j = {.store = s, .config = c, .tell = sweep_tell_redis, .arg = &to};

    joining_settle_all(&j, ids, count);
}
