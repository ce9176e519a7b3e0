/* SPDX-License-Identifier: MIT */
/*
 * PSUBSCRIBE to the channels of all uploads, over a wire of Redis's protocol.
 */
#include "cli/events/subscription.h"

#include "base/clock.h"
#include "base/error.h"
#include "progress/progress.h"
#include "redis/redis_connect.h"
#include "redis/redis_dial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PING_MS 10000 /* of silence, after which the server is asked */
#define READS_MAX 8   /* before the other shards have their turn */

struct subscription {
    struct redis_target target;
    struct redis_discovery discovery;
    const char *prefix;
    int timeout_ms;
    struct redis_wire *wire; /* NULL: not connected */
    int64_t heard_at;        /* monotonic */
    int64_t pinged_at;       /* 0: no ping waits for its answer */
    struct heard heard;
    char failure[REDIS_WHY_SIZE];
};

int subscription_new(const struct redis_target *target, const char *prefix, int timeout_ms,
                     struct subscription **out)
{
    struct subscription *s = calloc(1, sizeof *s);

    *out = s;
    if (s == NULL)
        return ERR_NOMEM;
    s->target = *target;
    s->prefix = prefix;
    s->timeout_ms = timeout_ms;
    redis_discovery_init(&s->discovery, target);
    return 0;
}

void subscription_disconnect(struct subscription *s)
{
    redis_wire_free(&s->wire);
}

void subscription_free(struct subscription **s)
{
    if (*s == NULL)
        return;
    subscription_disconnect(*s);
    free(*s);
    *s = NULL;
}

struct heard *subscription_heard(struct subscription *s)
{
    return &s->heard;
}

const char *subscription_failure(const struct subscription *s)
{
    return s->failure;
}

static int subscription_fail(struct subscription *s, const char *why)
{
    (void)snprintf(s->failure, sizeof s->failure, "%s", why); /* why may belong to the wire */
    subscription_disconnect(s);
    return ERR_REDIS;
}

/* Sends the command and waits for its confirmation. */
static int subscription_begin(struct subscription *s)
{
    char pattern[PROGRESS_KEY_SIZE], why[REDIS_WHY_SIZE];
    struct redis_value *v;
    void *reply = NULL;

    progress_upload_pattern(s->prefix, pattern);
    if (redis_wire_append(s->wire, 2, (const char *[]){"PSUBSCRIBE", pattern}, NULL) != 0)
        return subscription_fail(s, redis_wire_failure(s->wire));
    if (redis_await(s->wire, clock_mono_ms() + s->timeout_ms, &reply, why) != 0)
        return subscription_fail(s, why);
    v = reply;
    int err =
        redis_value_type(v) == REDIS_VALUE_ERROR ? subscription_fail(s, redis_value_text(v)) : 0;
    redis_value_free(&v);
    return err;
}

int subscription_connect(struct subscription *s)
{
    struct redis_handshake login = {0};
    struct redis_address address;
    int64_t now_ms = clock_wall_ms();

    if (redis_connect(&s->discovery, &s->target, s->timeout_ms, REDIS_REPLY_MAX, &s->wire, &login,
                      &address) != 0)
        return subscription_fail(s, s->discovery.why);
    s->heard_at = clock_mono_ms();
    s->pinged_at = 0;
    int err = subscription_begin(s);
    if (err == 0)
        heard_begin(&s->heard, now_ms);
    return err;
}

int subscription_fd(const struct subscription *s)
{
    return s->wire != NULL ? redis_wire_fd(s->wire) : -1;
}

short subscription_events(const struct subscription *s)
{
    return s->wire != NULL ? redis_wire_events(s->wire) : 0;
}

/* A message is "pmessage", the pattern, the channel and the text. The answer to a ping is the only
 * other one. */
static int subscription_take(struct subscription *s, const struct redis_value *v,
                             subscription_hear *hear, void *arg)
{
    const char *kind = redis_value_text(redis_value_item(v, 0));
    const char *channel = redis_value_text(redis_value_item(v, 2));
    const struct redis_value *text = redis_value_item(v, 3);

    if (redis_value_type(v) == REDIS_VALUE_ERROR)
        return subscription_fail(s, redis_value_text(v));
    if (kind == NULL || strcmp(kind, "pmessage") != 0)
        heard_answer(&s->heard);
    if (kind == NULL || strcmp(kind, "pmessage") != 0 || channel == NULL ||
        redis_value_text(text) == NULL)
        return 0;
    const char *id = progress_key_id(s->prefix, channel);
    return id != NULL ? hear(arg, id, redis_value_text(text), redis_value_len(text)) : 0;
}

/* Passes on what was read. *count_out is the number of replies. */
static int subscription_pass_on(struct subscription *s, subscription_hear *hear, void *arg,
                                unsigned *count_out)
{
    struct redis_value *v;
    void *reply = NULL;
    int rc = 0;

    *count_out = 0;
    while (rc == 0) {
        if (redis_wire_take(s->wire, &reply) != 0)
            return subscription_fail(s, redis_wire_failure(s->wire));
        v = reply;
        if (v == NULL)
            break;
        (*count_out)++;
        s->heard_at = clock_mono_ms();
        s->pinged_at = 0;
        rc = subscription_take(s, v, hear, arg);
        redis_value_free(&v);
    }
    return rc;
}

/* Reads again after something came: TLS may hold bytes that poll(2) does not show. */
int subscription_receive(struct subscription *s, subscription_hear *hear, void *arg)
{
    unsigned count = 1;
    int rc = 0;

    if (redis_wire_send(s->wire) < 0)
        return subscription_fail(s, redis_wire_failure(s->wire));
    for (int i = 0; rc == 0 && count > 0 && i < READS_MAX; i++) {
        if (redis_wire_receive(s->wire) != 0)
            return subscription_fail(s, redis_wire_failure(s->wire));
        rc = subscription_pass_on(s, hear, arg, &count);
    }
    return rc;
}

static int subscription_ping(struct subscription *s, int64_t now)
{
    s->pinged_at = now;
    heard_ask(&s->heard, clock_wall_ms());
    if (redis_wire_append(s->wire, 1, (const char *[]){"PING"}, NULL) != 0 ||
        redis_wire_send(s->wire) < 0)
        return subscription_fail(s, redis_wire_failure(s->wire));
    return 0;
}

int subscription_check(struct subscription *s, int64_t *wait_ms_out)
{
    int64_t now = clock_mono_ms();

    if (s->pinged_at != 0 && now - s->pinged_at >= s->timeout_ms)
        return subscription_fail(s, "no answer in time");
    if (s->pinged_at == 0 && now - s->heard_at >= PING_MS && subscription_ping(s, now) != 0)
        return ERR_REDIS;
    *wait_ms_out =
        s->pinged_at != 0 ? s->pinged_at + s->timeout_ms - now : s->heard_at + PING_MS - now;
    return 0;
}
