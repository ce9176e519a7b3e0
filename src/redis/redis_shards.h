/* SPDX-License-Identifier: MIT */
/*
 * Several Redis servers that share the uploads of a site. The id of an upload decides which shard
 * has all its keys, so each script meets the keys of one server only. A site with one Redis has one
 * shard.
 */
#ifndef LOADLINE_REDIS_SHARDS_H
#define LOADLINE_REDIS_SHARDS_H

#include "redis/redis.h"
#include "redis/redis_retry.h"

#define REDIS_SHARDS_MAX 16

/* Where the shards are. The order is part of it: it says which uploads each has. */
struct redis_targets {
    struct redis_target of[REDIS_SHARDS_MAX];
    size_t count; /* 1 to REDIS_SHARDS_MAX */
};

/* A connection to each shard, for one thread. */
struct redis_shards {
    struct redis *of[REDIS_SHARDS_MAX];
    size_t count;
};

/* The number of the shard, from 0, that has the upload. Its id's first two digits decide: each
 * shard has a range of them. id must be valid. */
size_t redis_shards_place(size_t count, const char *id);

/* Makes the handle of one shard (redis_new()). Of several, the text of a lost connection begins
 * with the shard's number, from 1. 0 or ERR_NOMEM. */
int redis_shards_open_one(const struct redis_targets *targets, size_t shard, int timeout_ms,
                          struct redis **out);

/* Makes all handles, not connected yet; the caller frees them. 0 or ERR_NOMEM. */
int redis_shards_open(const struct redis_targets *targets, int timeout_ms,
                      struct redis_shards *out);
void redis_shards_free(struct redis_shards *s);

/* Shares the backoff of each shard with the handles of other threads (redis_share_retry()): retries
 * has one for each, and must outlive them. */
void redis_shards_share_retries(const struct redis_shards *s, struct redis_retry *retries);

/* The connection to the shard of that upload. */
struct redis *redis_shards_of(const struct redis_shards *s, const char *id);

#endif
