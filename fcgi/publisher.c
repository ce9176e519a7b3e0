/* SPDX-License-Identifier: MIT */
/*
 * Each transfer has a record that only the publisher's thread touches; what request threads hand over
 * waits beside it until the next round swaps it in. So nothing here is locked while Redis is spoken to.
 */
#include "round.h"
#include "transfer.h"

#include "clock.h"
#include "error.h"
#include "log.h"
#include "stats.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH_MAX 256 /* two commands each fit into the pipeline */
#define STATS_EVERY_MS 1000
#define RETRY_MS 50      /* between attempts while Redis is away, or refuses */
#define FLUSH_PAUSE_MS 5 /* between rounds of the last flush */

struct publisher {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct transfer *first, **last;
    size_t pending; /* ended ones in the list */
    bool urgent, stopping;
    int64_t stop_by_ms;

    int64_t stats_due_ms; /* monotonic */
    struct round round;
    unsigned connects;
};

/* --- the request threads' side --- */

/* Whether t is the next chunk of a sender that is still told of. */
static bool goes_on(const struct publisher *p, const struct transfer *t)
{
    const struct transfer *before = p->first;

    while (before != NULL && !transfer_follows(t, before))
        before = before->next;
    return before != NULL;
}

/* Appends t and wakes the thread; but not for the next chunk of a sender, of which nothing is told before its time. */
static void enlist(struct publisher *p, struct transfer *t)
{
    pthread_mutex_lock(&p->mutex);
    if (t->ending || !goes_on(p, t)) {
        p->urgent = true;
        pthread_cond_signal(&p->wake);
    }
    *p->last = t;
    p->last = &t->next;
    p->pending += t->ending ? 1 : 0;
    pthread_mutex_unlock(&p->mutex);
}

int transfer_begin(struct publisher *p, const struct upload *u, const char *token, int64_t away_ms,
                   struct transfer **out)
{
    struct transfer *t = transfer_new(p, token);

    *out = NULL;
    if (t == NULL || transfer_attach(t, u, away_ms, clock_mono_ms()) != 0) {
        free(t);
        return ERR_NOMEM;
    }
    *out = t;
    enlist(p, t);
    return 0;
}

/* Wakes the thread for what was left in an attached transfer. Under the mutex. */
static void hurry(struct publisher *p)
{
    p->urgent = true;
    pthread_cond_signal(&p->wake);
}

int transfer_name(struct transfer *t, const char *scope, const char *alias)
{
    pthread_mutex_lock(&t->publisher->mutex);
    int rc = upload_set(&t->scope_incoming, scope);
    if (rc == 0)
        rc = upload_set(&t->alias_incoming, alias);
    if (rc == 0)
        hurry(t->publisher);
    pthread_mutex_unlock(&t->publisher->mutex);
    return rc;
}

int transfer_set_result(struct transfer *t, const char *json)
{
    pthread_mutex_lock(&t->publisher->mutex);
    int rc = upload_set(&t->result_incoming, json);
    if (rc == 0)
        hurry(t->publisher);
    pthread_mutex_unlock(&t->publisher->mutex);
    return rc;
}

static void leave(struct transfer **t, struct upload *u, bool lingers)
{
    struct publisher *p = (*t)->publisher;

    pthread_mutex_lock(&p->mutex);
    transfer_hand_over(*t, u, lingers);
    p->pending++;
    if (!lingers) {
        p->urgent = true;
        pthread_cond_signal(&p->wake);
    }
    pthread_mutex_unlock(&p->mutex);
    *t = NULL;
}

void transfer_end(struct transfer **t, struct upload *u)
{
    leave(t, u, false);
}

void transfer_pause(struct transfer **t, struct upload *u)
{
    leave(t, u, true);
}

int publisher_post(struct publisher *p, struct upload *u, const char *token)
{
    struct transfer *t = transfer_new(p, token);

    if (t == NULL) {
        upload_free(u);
        return ERR_NOMEM;
    }
    transfer_hand_over(t, u, false);
    enlist(p, t);
    return 0;
}

/* --- the publisher's thread --- */

/* One that has just begun goes on from those before it. */
static void take_up(struct publisher *p, struct transfer *t)
{
    for (struct transfer *before = p->first; t->fresh && before != t; before = before->next)
        transfer_take_up(t, before);
    t->fresh = false;
}

/* Samples all, and collects those that are due. */
static size_t collect(struct publisher *p, struct transfer **batch, int64_t now)
{
    size_t n = 0;

    pthread_mutex_lock(&p->mutex);
    p->urgent = false;
    for (struct transfer *t = p->first; t != NULL && n < BATCH_MAX; t = t->next) {
        take_up(p, t);
        if (transfer_sample(t, now, p->round.interval_ms))
            batch[n++] = t;
    }
    pthread_mutex_unlock(&p->mutex);
    return n;
}

/* After a reconnection Redis may know less than before, so everything attached is told again. */
static void notice_reconnect(struct publisher *p)
{
    if (redis_connects(p->round.redis) == p->connects)
        return;
    p->connects = redis_connects(p->round.redis);
    log_info("redis_up", NULL);
    pthread_mutex_lock(&p->mutex);
    for (struct transfer *t = p->first; t != NULL; t = t->next)
        transfer_owe(t);
    pthread_mutex_unlock(&p->mutex);
}

/* One round with Redis. False where it is away, or refuses. */
static bool send_batch(struct publisher *p, struct transfer **batch, size_t n, int64_t now)
{
    bool was_connected = redis_connected(p->round.redis);

    if (redis_ensure(p->round.redis) != 0) {
        if (was_connected)
            log_warn("redis_down", "reason", redis_failure(p->round.redis), NULL);
        return false;
    }
    notice_reconnect(p);
    round_send(&p->round, batch, n, now);
    if (!redis_connected(p->round.redis))
        log_warn("redis_down", "reason", redis_failure(p->round.redis), NULL);
    return redis_connected(p->round.redis) && !p->round.refused;
}

/* Drops the records that are told, and the oldest where too many wait. Who is expected back is not waited for
 * at the end: another process may tell of it, and else its lease ends. */
static void reap(struct publisher *p)
{
    size_t lost = 0;

    pthread_mutex_lock(&p->mutex);
    for (struct transfer **at = &p->first; *at != NULL;) {
        struct transfer *t = *at;
        bool told = t->muted || (!t->owed && (!t->attached || p->stopping));
        bool over = p->pending > PUBLISHER_PENDING_MAX;
        if (!t->ending || t->has_incoming || (!told && !over)) {
            at = &t->next;
            continue;
        }
        lost += t->owed && !told ? 1 : 0;
        p->pending--;
        *at = t->next;
        transfer_free(t);
    }
    p->last = &p->first;
    while (*p->last != NULL)
        p->last = &(*p->last)->next;
    pthread_mutex_unlock(&p->mutex);
    if (lost > 0)
        log_warn("news_dropped", "count", LOG_INT(lost), NULL);
}

/* Waits for something urgent, while transfers are attached at most ms. False: time to end. */
static bool wait_for_work(struct publisher *p, int64_t ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&p->mutex);
    while (!p->urgent && !p->stopping) {
        if (p->first == NULL)
            pthread_cond_wait(&p->wake, &p->mutex);
        else if (pthread_cond_timedwait(&p->wake, &p->mutex, &until) != 0)
            break;
    }
    bool stopping = p->stopping;
    bool go_on = !stopping || (p->first != NULL && clock_mono_ms() < p->stop_by_ms);
    pthread_mutex_unlock(&p->mutex);
    if (stopping && go_on)
        clock_pause_ms(FLUSH_PAUSE_MS);
    return go_on;
}

/* Every so often, and before a rest whose end nobody knows. */
static void flush_stats(struct publisher *p, int64_t now)
{
    pthread_mutex_lock(&p->mutex);
    bool rests = p->first == NULL;
    pthread_mutex_unlock(&p->mutex);
    if (!rests && now < p->stats_due_ms)
        return;
    p->stats_due_ms = now + STATS_EVERY_MS;
    (void)stats_flush(p->round.redis, p->round.prefix);
}

static void *run(void *arg)
{
    struct publisher *p = arg;
    struct transfer *batch[BATCH_MAX];
    int64_t pause_ms = p->round.interval_ms / 4 + 1;

    do {
        int64_t now = clock_mono_ms();
        size_t n = collect(p, batch, now);
        bool up = n == 0 || send_batch(p, batch, n, now);
        reap(p);
        if (n > 0 && up)
            flush_stats(p, now);
        if (!up)
            clock_pause_ms(RETRY_MS);
    } while (wait_for_work(p, pause_ms));
    (void)stats_flush(p->round.redis, p->round.prefix);
    return NULL;
}

int publisher_start(const struct config *c, struct publisher **out)
{
    struct redis_target target;
    pthread_condattr_t attr;
    struct publisher *p = calloc(1, sizeof *p);

    *out = NULL;
    if (p == NULL)
        return ERR_NOMEM;
    p->last = &p->first;
    p->round.prefix = c->redis_prefix;
    p->round.interval_ms = c->progress_interval_ms;
    p->round.alias_ttl_ms = c->alias_ttl_ms;
    int rc = redis_target_parse(c->redis_url, &target);
    if (rc == 0)
        rc = redis_new(&target, (int)c->redis_timeout_ms, &p->round.redis);
    if (rc != 0) {
        free(p);
        return rc;
    }
    pthread_mutex_init(&p->mutex, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&p->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&p->thread, NULL, run, p) != 0) {
        redis_free(&p->round.redis);
        free(p);
        return ERR_INTERNAL;
    }
    (void)pthread_setname_np(p->thread, "publisher");
    *out = p;
    return 0;
}

void publisher_stop(struct publisher **p, int64_t flush_ms)
{
    if (*p == NULL)
        return;
    pthread_mutex_lock(&(*p)->mutex);
    (*p)->stopping = true;
    (*p)->stop_by_ms = clock_mono_ms() + flush_ms;
    pthread_cond_signal(&(*p)->wake);
    pthread_mutex_unlock(&(*p)->mutex);
    pthread_join((*p)->thread, NULL);

    while ((*p)->first != NULL) {
        struct transfer *t = (*p)->first;
        (*p)->first = t->next;
        transfer_free(t);
    }
    redis_free(&(*p)->round.redis);
    pthread_cond_destroy(&(*p)->wake);
    pthread_mutex_destroy(&(*p)->mutex);
    free(*p);
    *p = NULL;
}
