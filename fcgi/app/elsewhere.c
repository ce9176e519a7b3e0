/* SPDX-License-Identifier: MIT */
/*
 * One connection for all threads: who asks has the key of an upload that is not here, which is
 * rare.
 */
#include "fcgi/app/elsewhere.h"

#include "base/error.h"
#include "config/config_redis.h"
#include "redis/redis.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct elsewhere {
    const char *prefix;
    pthread_mutex_t mutex; /* of the connection */
    struct redis *redis;
};

int elsewhere_new(const struct config *c, struct elsewhere **out)
{
    struct redis_target target;
    int rc = config_redis_target(c, &target);

    *out = NULL;
    if (rc != 0)
        return rc;
    struct elsewhere *e = calloc(1, sizeof *e);
    if (e == NULL)
        return ERR_NOMEM;
    if (pthread_mutex_init(&e->mutex, NULL) != 0) {
        free(e);
        return ERR_INTERNAL;
    }
    e->prefix = c->redis_prefix;
    rc = redis_new(&target, (int)c->redis_timeout_ms, &e->redis);
    if (rc != 0)
        elsewhere_free(&e);
    *out = e;
    return rc;
}

void elsewhere_free(struct elsewhere **e)
{
    if (*e == NULL)
        return;
    redis_free(&(*e)->redis);
    (void)pthread_mutex_destroy(&(*e)->mutex);
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

    store_identity(s, ours);
    (void)pthread_mutex_lock(&e->mutex);
    int rc = progress_read_home(e->redis, e->prefix, id, out);
    (void)pthread_mutex_unlock(&e->mutex);
    if (rc != 0)
        return rc;
    return *out->spool == '\0' || strcmp(out->spool, ours) == 0 ? 0 : ERR_ELSEWHERE;
}
