/* SPDX-License-Identifier: MIT */
/*
 * The publisher's thread: runs a round with Redis whenever a change is due, flushes the counters
 * with it, and logs when Redis becomes reachable or unreachable.
 */
#include "fcgi/progress/publish_round.h"
#include "fcgi/progress/transfer_queue.h"

#include "config/config_redis.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "progress/stats.h"
#include "base/thread.h"

#include <stdlib.h>

#define BATCH_MAX 256 /* each needs up to two commands in the pipeline */
#define STATS_EVERY_MS 1000
#define RETRY_MS 50 /* between attempts while Redis is unreachable or refuses */

struct publisher {
    pthread_t thread;
    struct transfer_queue queue;

    /* Used by the publisher's thread only. */
    int64_t stats_due_ms; /* monotonic */
    struct publish_round round;
    unsigned connects;
    bool away; /* Redis is unreachable, and this is logged */
};

int transfer_begin(struct publisher *p, const struct upload *u, const char *token, int64_t away_ms,
                   struct transfer **out)
{
    return transfer_queue_begin(&p->queue, u, token, away_ms, out);
}

int publisher_post(struct publisher *p, struct upload *u, const char *token)
{
    return transfer_queue_post(&p->queue, u, token);
}

/* After a reconnection Redis may have lost data, so all changes are sent again. */
static void publisher_notice_reconnect(struct publisher *p)
{
    if (redis_connects(p->round.redis) == p->connects)
        return;
    p->connects = redis_connects(p->round.redis);
    p->away = false;
    log_info("redis_up", "address", redis_server(p->round.redis), NULL);
    transfer_queue_owe(&p->queue);
}

/* Logs that Redis is away: once, not once per attempt. */
static void publisher_notice_loss(struct publisher *p)
{
    if (!p->away)
        log_warn("redis_down", "reason", redis_failure(p->round.redis), NULL);
    p->away = true;
}

static bool publisher_connect(struct publisher *p)
{
    if (redis_ensure(p->round.redis) != 0) {
        publisher_notice_loss(p);
        return false;
    }
    publisher_notice_reconnect(p);
    return true;
}

/* Runs one round with Redis. False if Redis is unreachable or refuses. */
static bool publisher_send(struct publisher *p, struct transfer **batch, size_t n, int64_t now)
{
    if (!publisher_connect(p))
        return false;
    publish_round_send(&p->round, batch, n, now);
    if (!redis_connected(p->round.redis))
        publisher_notice_loss(p);
    return redis_connected(p->round.redis) && !p->round.refused;
}

/* Flushes the counters periodically, and before an idle time of unknown length. */
static void publisher_count(struct publisher *p, int64_t now)
{
    if (!transfer_queue_is_empty(&p->queue) && now < p->stats_due_ms)
        return;
    p->stats_due_ms = now + STATS_EVERY_MS;
    (void)stats_flush(p->round.redis, p->round.prefix);
}

static void *publisher_run(void *arg)
{
    struct publisher *p = arg;
    struct transfer *batch[BATCH_MAX];
    int64_t pause_ms = p->round.interval_ms / 4 + 1;

    (void)publisher_connect(p); /* so that the log has a wrong address before the first upload */
    do {
        int64_t now = clock_mono_ms();
        size_t n = transfer_queue_collect(&p->queue, batch, BATCH_MAX, now, p->round.interval_ms);
        bool up = n == 0 || publisher_send(p, batch, n, now);
        transfer_queue_reap(&p->queue);
        if (n > 0 && up)
            publisher_count(p, now);
        if (!up)
            clock_pause_ms(RETRY_MS);
    } while (transfer_queue_wait(&p->queue, pause_ms));
    (void)stats_flush(p->round.redis, p->round.prefix);
    return NULL;
}

int publisher_start(const struct config *c, struct publisher **out)
{
    struct redis_target target;
    struct publisher *p = calloc(1, sizeof *p);

    *out = NULL;
    if (p == NULL)
        return ERR_NOMEM;
    p->round.prefix = c->redis_prefix;
    p->round.interval_ms = c->progress_interval_ms;
    p->round.alias_ttl_ms = c->alias_ttl_ms;
    int rc = config_redis_target(c, &target);
    if (rc == 0)
        rc = redis_new(&target, (int)c->redis_timeout_ms, &p->round.redis);
    if (rc != 0) {
        free(p);
        return rc;
    }
    transfer_queue_init(&p->queue);
    if (thread_start(&p->thread, "publisher", 0, publisher_run, p) != 0) {
        transfer_queue_destroy(&p->queue);
        redis_free(&p->round.redis);
        free(p);
        return ERR_INTERNAL;
    }
    *out = p;
    return 0;
}

void publisher_stop(struct publisher **p, int64_t flush_ms)
{
    if (*p == NULL)
        return;
    transfer_queue_stop(&(*p)->queue, flush_ms);
    pthread_join((*p)->thread, NULL);
    transfer_queue_destroy(&(*p)->queue);
    redis_free(&(*p)->round.redis);
    free(*p);
    *p = NULL;
}
