/* SPDX-License-Identifier: MIT */
/*
 * One mutex for all servers: what it guards takes no time beside a connection.
 */
#include "redis/redis_retry.h"

#include "base/backoff.h"
#include "base/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const struct backoff reconnect = {50, 2000, BACKOFF_EQUAL_JITTER};
static pthread_mutex_t retry_mutex = PTHREAD_MUTEX_INITIALIZER;

static bool retry_is_early(const struct redis_retry *t)
{
    return t->trying || clock_mono_ms() < t->at_ms;
}

bool redis_retry_begin(struct redis_retry *t, bool *turn_out, char why_out[REDIS_FAILURE_SIZE])
{
    (void)pthread_mutex_lock(&retry_mutex);
    bool may = !retry_is_early(t);
    *turn_out = may && t->failures > 0;
    t->trying |= *turn_out;
    if (!may)
        memcpy(why_out, t->why, sizeof t->why);
    (void)pthread_mutex_unlock(&retry_mutex);
    return may;
}

bool redis_retry_refuses(struct redis_retry *t)
{
    (void)pthread_mutex_lock(&retry_mutex);
    bool early = retry_is_early(t);
    (void)pthread_mutex_unlock(&retry_mutex);
    return early;
}

void redis_retry_connected(struct redis_retry *t, bool has_turn)
{
    (void)pthread_mutex_lock(&retry_mutex);
    t->trying = t->trying && !has_turn;
    atomic_store(&t->silent, false);
    (void)pthread_mutex_unlock(&retry_mutex);
}

void redis_retry_answered(struct redis_retry *t)
{
    (void)pthread_mutex_lock(&retry_mutex);
    t->failures = 0;
    (void)pthread_mutex_unlock(&retry_mutex);
}

void redis_retry_fail(struct redis_retry *t, bool has_turn, bool is_silent, const char *why)
{
    (void)pthread_mutex_lock(&retry_mutex);
    t->trying = t->trying && !has_turn;
    if (!retry_is_early(t)) {
        t->at_ms = clock_mono_ms() + backoff_ms(&reconnect, ++t->failures);
        (void)snprintf(t->why, sizeof t->why, "%s", why);
    }
    if (is_silent)
        atomic_store(&t->silent, true);
    (void)pthread_mutex_unlock(&retry_mutex);
}

bool redis_retry_is_silent(const struct redis_retry *t)
{
    return atomic_load(&t->silent);
}
