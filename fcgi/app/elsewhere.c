/* SPDX-License-Identifier: MIT */
/*
 * One connection to each shard for all threads: who asks has the key of an upload that is not here,
 * which is rare. Each has a queue of its own, so that a shard that hangs delays no question to
 * another. After a failure one thread tries it again, and the others do not wait for that.
 */
#include "fcgi/app/elsewhere.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/thread.h"
#include "config/config_redis.h"
#include "redis/redis_shards.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Whose turn it is to use the connection to a shard. */
struct elsewhere_queue {
    pthread_mutex_t mutex;
    pthread_cond_t idle;
    bool busy;
};

struct elsewhere {
    const char *prefix;
    int64_t timeout_ms;
    struct redis_shards shards;
    struct redis_retry retries[REDIS_SHARDS_MAX];
    struct elsewhere_queue queues[REDIS_SHARDS_MAX];
    size_t queue_count;
};

static int elsewhere_open(const struct config *c, struct elsewhere *e)
{
    int rc = config_redis_open(c, &e->shards);

    e->prefix = c->redis_prefix;
    e->timeout_ms = c->redis_timeout_ms;
    redis_shards_share_retries(&e->shards, e->retries);
    for (size_t i = 0; rc == 0 && i < e->shards.count; i++) {
        rc = pthread_mutex_init(&e->queues[i].mutex, NULL) == 0 ? 0 : ERR_INTERNAL;
        if (rc == 0)
            thread_cond_init(&e->queues[i].idle);
        e->queue_count += rc == 0;
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
    for (size_t i = 0; i < (*e)->queue_count; i++) {
        (void)pthread_mutex_destroy(&(*e)->queues[i].mutex);
        (void)pthread_cond_destroy(&(*e)->queues[i].idle);
    }
    free(*e);
    *e = NULL;
}

/* Waits for the turn. False: the others take too long. */
static bool elsewhere_enter(struct elsewhere_queue *q, int64_t end_ms)
{
    bool in_time = true;

    (void)pthread_mutex_lock(&q->mutex);
    while (q->busy && in_time)
        in_time = thread_cond_wait_until(&q->idle, &q->mutex, end_ms);
    bool enters = !q->busy;
    q->busy = true;
    (void)pthread_mutex_unlock(&q->mutex);
    return enters;
}

static void elsewhere_leave(struct elsewhere_queue *q)
{
    (void)pthread_mutex_lock(&q->mutex);
    q->busy = false;
    (void)pthread_cond_signal(&q->idle);
    (void)pthread_mutex_unlock(&q->mutex);
}

int elsewhere_ask(struct elsewhere *e, const struct store *s, const char *id)
{
    struct progress_home home;

    return elsewhere_find(e, s, id, &home);
}

int elsewhere_find(struct elsewhere *e, const struct store *s, const char *id,
                   struct progress_home *out)
{
    size_t shard = redis_shards_place(e->shards.count, id);

    if (redis_retry_refuses(&e->retries[shard]) ||
        !elsewhere_enter(&e->queues[shard], clock_mono_ms() + e->timeout_ms))
        return ERR_REDIS;
    int rc = progress_read_home(e->shards.of[shard], e->prefix, id, out);
    elsewhere_leave(&e->queues[shard]);
    return rc != 0 ? rc : elsewhere_compare(s, out);
}

int elsewhere_compare(const struct store *s, const struct progress_home *home)
{
    char ours[SPOOL_ID_SIZE];

    store_identity(s, ours);
    return *home->spool == '\0' || strcmp(home->spool, ours) == 0 ? 0 : ERR_ELSEWHERE;
}

int elsewhere_explain(int asked, const struct exchange *x)
{
    if (asked == ERR_ELSEWHERE || (asked != 0 && x->host == EXCHANGE_HOST_OTHER))
        return ERR_ELSEWHERE;
    return asked == ERR_REDIS && x->host == EXCHANGE_HOST_ANY ? ERR_REDIS : ERR_NOT_FOUND;
}
