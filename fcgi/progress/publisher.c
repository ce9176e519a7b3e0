/* SPDX-License-Identifier: MIT */
/*
 * The publisher's threads, one for each shard, so that none waits for the server of another: each
 * runs a round with Redis whenever a change is due, flushes the counters with it, and logs when its
 * server becomes reachable or unreachable.
 */
#include "fcgi/progress/publish_round.h"
#include "fcgi/progress/transfer_queue.h"

#include "config/config_redis.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "progress/site_hour.h"
#include "progress/stats.h"
#include "base/thread.h"

#include <stdatomic.h>
#include <stdlib.h>

#define BATCH_MAX 256 /* each needs up to two commands in the pipeline */
#define STATS_EVERY_MS 1000
#define RETRY_MS 50 /* between attempts while Redis is unreachable or refuses */

/* The publisher of one shard. */
struct lane {
    pthread_t thread;
    struct transfer_queue queue;

    /* Used by the lane's thread only. */
    int64_t stats_due_ms, hour_due_ms; /* monotonic */
    struct publish_round round;
    unsigned connects;
    bool away;                /* Redis is unreachable, and this is logged */
    atomic_bool hour_failing; /* it answers the samples of the hour with an error; logged too */
};

struct publisher {
    struct lane *lanes[REDIS_SHARDS_MAX];
    size_t count;
};

static struct lane *publisher_lane(const struct publisher *p, const struct upload *u)
{
    return p->lanes[redis_shards_place(p->count, u->id)];
}

int transfer_begin(struct publisher *p, const struct upload *u, const char *token, int64_t away_ms,
                   struct transfer **out)
{
    return transfer_queue_begin(&publisher_lane(p, u)->queue, u, token, away_ms, out);
}

int publisher_post(struct publisher *p, struct upload *u, const char *token)
{
    return transfer_queue_post(&publisher_lane(p, u)->queue, u, token, false);
}

int publisher_post_new(struct publisher *p, struct upload *u, const char *token)
{
    return transfer_queue_post(&publisher_lane(p, u)->queue, u, token, true);
}

/* After a reconnection Redis may have lost data, so all changes are sent again. */
static void publisher_notice_reconnect(struct lane *p)
{
    if (redis_connects(p->round.redis) == p->connects)
        return;
    p->connects = redis_connects(p->round.redis);
    p->away = false;
    log_info("redis_up", "address", redis_server(p->round.redis), NULL);
    transfer_queue_owe(&p->queue);
}

/* Logs that Redis is away: once, not once per attempt. */
static void publisher_notice_loss(struct lane *p)
{
    if (!p->away)
        log_warn("redis_down", "reason", redis_failure(p->round.redis), NULL);
    p->away = true;
}

static bool publisher_connect(struct lane *p)
{
    if (redis_ensure(p->round.redis) != 0) {
        publisher_notice_loss(p);
        return false;
    }
    publisher_notice_reconnect(p);
    return true;
}

/* Runs one round with Redis. False if Redis is unreachable or refuses. */
static bool publisher_send(struct lane *p, struct transfer **batch, size_t n, int64_t now)
{
    if (!publisher_connect(p))
        return false;
    publish_round_send(&p->round, batch, n, now);
    if (!redis_connected(p->round.redis))
        publisher_notice_loss(p);
    return redis_connected(p->round.redis) && !p->round.refused;
}

/* Flushes the counters periodically, and before an idle time of unknown length. */
static void publisher_count(struct lane *p, int64_t now)
{
    if (!transfer_queue_is_empty(&p->queue) && now < p->stats_due_ms)
        return;
    p->stats_due_ms = now + STATS_EVERY_MS;
    (void)stats_flush(p->round.redis, p->round.prefix);
}

/* Writes the site's sample of this minute if no other program has: mostly one question in a minute.
 */
static void publisher_note_hour(struct lane *p, int64_t now)
{
    int64_t wait_ms = SITE_HOUR_MINUTE_MS;

    if (now < p->hour_due_ms)
        return;
    if (publisher_connect(p)) {
        int rc = site_hour_note(p->round.redis, p->round.prefix, &wait_ms);
        (void)site_hour_note_error(p->round.redis, rc, &p->hour_failing);
        if (!redis_connected(p->round.redis))
            publisher_notice_loss(p);
    }
    p->hour_due_ms = now + wait_ms;
}

static void *publisher_run(void *arg)
{
    struct lane *p = arg;
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
        if (up)
            publisher_note_hour(p, now);
        else
            clock_pause_ms(RETRY_MS);
    } while (transfer_queue_wait(&p->queue, pause_ms, p->hour_due_ms - clock_mono_ms()));
    (void)stats_flush(p->round.redis, p->round.prefix);
    return NULL;
}

static void lane_free(struct lane **l)
{
    if (*l == NULL)
        return;
    transfer_queue_destroy(&(*l)->queue);
    redis_free(&(*l)->round.redis);
    free(*l);
    *l = NULL;
}

/* Takes the connection. */
static int lane_start(const struct config *c, struct redis **redis, struct lane **out)
{
    struct lane *l = calloc(1, sizeof *l);

    *out = NULL;
    if (l == NULL)
        return ERR_NOMEM;
    l->round.redis = *redis;
    l->round.prefix = c->redis_prefix;
    l->round.interval_ms = c->progress_interval_ms;
    l->round.alias_ttl_ms = c->alias_ttl_ms;
    *redis = NULL;
    transfer_queue_init(&l->queue);
    if (thread_start(&l->thread, "publisher", 0, publisher_run, l) != 0) {
        lane_free(&l);
        return ERR_INTERNAL;
    }
    *out = l;
    return 0;
}

int publisher_start(const struct config *c, struct publisher **out)
{
    struct redis_shards shards = {0};
    struct publisher *p = calloc(1, sizeof *p);
    int rc = p != NULL ? config_redis_open(c, &shards) : ERR_NOMEM;

    *out = p;
    for (size_t i = 0; rc == 0 && i < shards.count; i++) {
        rc = lane_start(c, &shards.of[i], &p->lanes[i]);
        p->count += rc == 0;
    }
    redis_shards_free(&shards); /* what no lane has taken */
    if (rc != 0)
        publisher_stop(out, 0);
    return rc;
}

void publisher_stop(struct publisher **p, int64_t flush_ms)
{
    if (*p == NULL)
        return;
    for (size_t i = 0; i < (*p)->count; i++)
        transfer_queue_stop(&(*p)->lanes[i]->queue, flush_ms);
    for (size_t i = 0; i < (*p)->count; i++) {
        pthread_join((*p)->lanes[i]->thread, NULL);
        lane_free(&(*p)->lanes[i]);
    }
    free(*p);
    *p = NULL;
}
