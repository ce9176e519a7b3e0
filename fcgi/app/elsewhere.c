/* SPDX-License-Identifier: MIT */
/*
 * One connection to each shard for all threads: who asks has the key of an upload that is not here,
 * which is rare. Each has its own mutex, so that a shard that hangs delays no question to another.
 * After a failure one thread tries it again, and the others do not wait for that.
 */
#include "fcgi/app/elsewhere.h"

#include "base/error.h"
#include "config/config_redis.h"
#include "redis/redis_shards.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct elsewhere {
    const char *prefix;
    struct redis_shards shards;
    struct redis_retry retries[REDIS_SHARDS_MAX];
    pthread_mutex_t mutexes[REDIS_SHARDS_MAX]; /* of the connections */
    size_t mutex_count;
};

static int elsewhere_open(const struct config *c, struct elsewhere *e)
{
    int rc = config_redis_open(c, &e->shards);

    e->prefix = c->redis_prefix;
    redis_shards_share_retries(&e->shards, e->retries);
    for (size_t i = 0; rc == 0 && i < e->shards.count; i++) {
        rc = pthread_mutex_init(&e->mutexes[i], NULL) == 0 ? 0 : ERR_INTERNAL;
        e->mutex_count += rc == 0;
    }
    return rc;
}

int elsewhere_new(const struct config *c, struct elsewhere **out)
{
    struct elsewhere *e = calloc(1, sizeof *e);
    int rc = e != NULL ? elsewhere_open(c, e) : ERR_NOMEM;

    if (rc != 0)
        elsewhere_free(&e);
    *out = e;
    return rc;
}

void elsewhere_free(struct elsewhere **e)
{
    if (*e == NULL)
        return;
    redis_shards_free(&(*e)->shards);
    for (size_t i = 0; i < (*e)->mutex_count; i++)
        (void)pthread_mutex_destroy(&(*e)->mutexes[i]);
    free(*e);
    *e = NULL;
}

int elsewhere_ask(struct elsewhere *e, const struct store *s, const char *id)
{
    struct progress_home home;

    return elsewhere_find(e, s, id, &home);
}

int elsewhere_find(struct elsewhere *e, const struct store *s, const char *id,
                   struct progress_home *out)
{
    char ours[SPOOL_ID_SIZE];
    size_t shard = redis_shards_place(e->shards.count, id);

    store_identity(s, ours);
    if (redis_retry_refuses(&e->retries[shard]))
        return ERR_REDIS;
    (void)pthread_mutex_lock(&e->mutexes[shard]);
    int rc = progress_read_home(e->shards.of[shard], e->prefix, id, out);
    (void)pthread_mutex_unlock(&e->mutexes[shard]);
    if (rc != 0)
        return rc;
    return *out->spool == '\0' || strcmp(out->spool, ours) == 0 ? 0 : ERR_ELSEWHERE;
}
