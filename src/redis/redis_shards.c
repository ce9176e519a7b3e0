/* SPDX-License-Identifier: MIT */
/*
 * Ranges of ids, rather than a remainder: the shards then divide a list that is sorted by id into
 * runs.
 */
#include "redis/redis_shards.h"

#include <stdio.h>

#define NAME_SIZE 32
#define PLACES 256U /* values of two hexadecimal digits */

static unsigned redis_shards_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

size_t redis_shards_place(size_t count, const char *id)
{
    return (redis_shards_digit(id[0]) * 16 + redis_shards_digit(id[1])) * count / PLACES;
}

int redis_shards_open_one(const struct redis_targets *targets, size_t shard, int timeout_ms,
                          struct redis **out)
{
    char name[NAME_SIZE] = "";
    int rc = redis_new(&targets->of[shard], timeout_ms, out);

    if (targets->count > 1)
        (void)snprintf(name, sizeof name, "shard %zu: ", shard + 1);
    if (rc == 0)
        redis_set_name(*out, name);
    return rc;
}

int redis_shards_open(const struct redis_targets *targets, int timeout_ms, struct redis_shards *out)
{
    int rc = 0;

    *out = (struct redis_shards){.count = targets->count};
    for (size_t i = 0; rc == 0 && i < out->count; i++)
        rc = redis_shards_open_one(targets, i, timeout_ms, &out->of[i]);
    if (rc != 0)
        redis_shards_free(out);
    return rc;
}

void redis_shards_free(struct redis_shards *s)
{
    for (size_t i = 0; i < s->count; i++)
        redis_free(&s->of[i]);
    s->count = 0;
}

void redis_shards_share_retries(const struct redis_shards *s, struct redis_retry *retries)
{
    for (size_t i = 0; i < s->count; i++)
        redis_share_retry(s->of[i], &retries[i]);
}

struct redis *redis_shards_of(const struct redis_shards *s, const char *id)
{
    return s->of[redis_shards_place(s->count, id)];
}
