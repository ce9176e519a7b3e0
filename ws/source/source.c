/* SPDX-License-Identifier: MIT */
/*
 * The two connections to Redis: opened together to one server, the primary, and closed together. A
 * heartbeat that is published on one has to arrive on the other.
 */
#include "ws/source/source_internal.h"

#include "base/backoff.h"
#include "base/clock.h"
#include "ws/fanout/counters.h"
#include "base/error.h"
#include "base/log.h"
#include "redis/redis_handshake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct backoff reconnect = {50, 2000, BACKOFF_FULL_JITTER};

static void source_on_timer(uv_timer_t *timer);

static void arm(struct source *s, int64_t ms, int64_t repeat_ms)
{
    (void)uv_timer_start(&s->timer, source_on_timer, (uint64_t)ms, (uint64_t)repeat_ms);
}

/* Whether the server is, or may have been, no longer the primary. */
static bool is_demotion(const char *why)
{
    return strncmp(why, "READONLY ", 9) == 0 || strncmp(why, "MASTERDOWN ", 11) == 0 ||
           strncmp(why, REDIS_IS_REPLICA, strlen(REDIS_IS_REPLICA)) == 0;
}

/* Logs each reason once, not once per attempt. */
static void log_away(struct source *s, const char *why)
{
    char address[REDIS_ADDRESS_SIZE];
    bool again = strcmp(s->logged, why) == 0 || (is_demotion(s->logged) && is_demotion(why));

    if (again)
        return;
    (void)snprintf(s->logged, sizeof s->logged, "%s", why);
    log_warn("redis_down", "address", redis_address_text(&s->at, address), "reason", why,
             s->settings.shard_name != NULL ? "shard" : NULL, s->settings.shard_name, NULL);
}

static void log_back(struct source *s)
{
    char address[REDIS_ADDRESS_SIZE];

    s->logged[0] = '\0';
    log_info("redis_up", "address", redis_address_text(&s->at, address), NULL);
}

static void source_disconnect(struct source *s)
{
    redis_connection_close(&s->sentinel);
    redis_connection_close(&s->subscriber);
    redis_connection_close(&s->reader);
    resolver_forget(&s->resolver);
    s->connections_up = 0;
}

/* The round of the search is over, or the connections are closed: connects again later. */
static void source_give_up(struct source *s, const char *why)
{
    bool was_up = s->phase == SOURCE_UP;

    s->phase = SOURCE_WAITING;
    log_away(s, why);
    source_drop_requests(s);
    source_suspend_topics(s);
    source_suspend_lists(s);
    arm(s, backoff_ms(&reconnect, ++s->failures), 0);
    if (was_up)
        s->changed(s->arg, s->settings.shard, false);
}

/* The connections, or a step of the search, failed. */
static void source_fail(struct source *s, const char *why)
{
    source_disconnect(s);
    if (is_demotion(why) && redis_address_equals(&s->at, &s->server))
        source_doubt(s);
    if (s->phase != SOURCE_CONNECTING || !source_search_fail(s, why))
        source_give_up(s, why);
}

static void check_heartbeat(struct source *s)
{
    if (clock_mono_ms() - s->echoed_at_ms > HEARTBEAT_MS + s->settings.timeout_ms)
        source_fail(s, "no heartbeat came back");
    else {
        source_publish_heartbeat(s);
        source_reread_topics(s);
    }
}

/* A message of a channel that is no upload list's; t is its topic, or NULL. */
static void on_message(struct source *s, const char *channel, struct topic *t, const char *text,
                       size_t len)
{
    if (text == NULL)
        return;
    if (t != NULL)
        source_topic_message(s, t, text, len);
    else if (strcmp(channel, s->lag_channel) == 0)
        source_take_heartbeat(s, text, len);
}

/* text is NULL where the event has none. */
static void take_event(struct source *s, const char *verb, const char *channel, const char *text,
                       size_t len)
{
    if (source_list_event(s, verb, channel, text, len))
        return;
    if (strcmp(verb, "subscribe") == 0 && strcmp(channel, s->lag_channel) == 0)
        source_publish_heartbeat(s);
    const char *id = progress_key_id(s->settings.prefix, channel);
    struct topic *t = id != NULL && id_valid(id) ? topics_find(s->topics, id) : NULL;
    if (strcmp(verb, "message") == 0)
        on_message(s, channel, t, text, len);
    else if (t != NULL && strcmp(verb, "subscribe") == 0)
        source_topic_subscribed(s, t);
    else if (t != NULL && strcmp(verb, "unsubscribe") == 0)
        source_topic_unsubscribed(s, t);
}

static void on_published(void *arg, const struct redis_published *m)
{
    take_event(arg, "message", m->channel, m->text, m->text_len);
}

static void on_event(void *arg, const struct redis_value *r)
{
    struct source *s = arg;
    const struct redis_value *kind = redis_value_item(r, 0), *name = redis_value_item(r, 1),
                             *payload = redis_value_item(r, 2);

    if (kind == NULL || name == NULL || payload == NULL) {
        const char *text = redis_value_text(r);
        source_fail(s, text != NULL ? text : "unexpected reply");
        return;
    }
    const char *verb = redis_value_text(kind);
    const char *channel = redis_value_text(name);
    if (verb != NULL && channel != NULL)
        take_event(s, verb, channel, redis_value_text(payload), redis_value_len(payload));
}

static void source_on_read(void *arg, const struct redis_value *r)
{
    struct source *s = arg;

    if (source_take_reply(s, r))
        return;
    const char *text = s->demoted ? REDIS_IS_REPLICA : redis_value_text(r);
    s->demoted = false;
    source_fail(s, text != NULL ? text : "unexpected reply");
}

static void on_up(void *arg)
{
    struct source *s = arg;

    if (++s->connections_up < 2)
        return;
    s->phase = SOURCE_UP;
    s->server = s->at;
    redis_discovery_succeed(&s->discovery);
    s->echoed_at_ms = clock_mono_ms();
    log_back(s);
    counter_add(COUNTER_REDIS_CONNECTS, 1);
    source_send(s->subscriber, "SUBSCRIBE", s->lag_channel, NULL);
    arm(s, HEARTBEAT_MS, HEARTBEAT_MS);
    source_resume_topics(s);
    source_resume_lists(s);
    s->changed(s->arg, s->settings.shard, true);
}

static void on_down(void *arg, const char *why)
{
    source_fail(arg, why);
}

/* Opens both connections to the server. */
static void source_open(struct source *s, const char *numeric)
{
    static const struct redis_connection_ops subscriber_ops = {on_up, on_event, on_down,
                                                               on_published};
    static const struct redis_connection_ops reader_ops = {on_up, source_on_read, on_down, NULL};
    const struct redis_connection_peer peer = {&s->settings.target, &s->at, numeric, NULL};
    char why[REDIS_WHY_SIZE] = "out of memory";

    int rc = redis_connection_open(s->loop, &peer, &subscriber_ops, s, &s->subscriber, why);
    if (rc == 0)
        rc = redis_connection_open(s->loop, &peer, &reader_ops, s, &s->reader, why);
    if (rc != 0)
        source_fail(s, why);
}

static void source_connect_now(struct source *s)
{
    s->phase = SOURCE_CONNECTING;
    source_search_begin(s);
}

static void source_on_timer(uv_timer_t *timer)
{
    struct source *s = timer->data;

    switch (s->phase) {
    case SOURCE_WAITING:
        source_connect_now(s);
        break;
    case SOURCE_CONNECTING:
        source_fail(s, s->settings.target.tls
                           ? "connecting took too long: does this port speak TLS?"
                           : "connecting took too long");
        break;
    case SOURCE_UP:
        check_heartbeat(s);
        break;
    case SOURCE_STOPPED:
        break;
    }
}

int source_new(uv_loop_t *loop, const struct source_settings *settings, struct topics *topics,
               struct upload_lists *lists, struct site *site,
               void (*changed)(void *arg, size_t shard, bool available), void *arg,
               struct source **out)
{
    struct source *s = calloc(1, sizeof *s);

    *out = NULL;
    if (s == NULL)
        return ERR_NOMEM;
    s->loop = loop;
    s->settings = *settings;
    s->lag_ms = -1;
    s->topics = topics;
    s->site = site;
    s->changed = changed;
    s->arg = arg;
    TAILQ_INIT(&s->work);
    progress_key(settings->prefix, PROGRESS_LAG, s->lag_channel);
    (void)uv_timer_init(loop, &s->timer);
    (void)uv_prepare_init(loop, &s->pump);
    s->timer.data = s;
    s->pump.data = s;
    topics_attach_source(topics, settings->shard, source_update_subscription, s);
    source_init_lists(s, lists);
    *out = s;
    s->found = source_open;
    s->missed = source_fail;
    s->late = source_on_timer;
    redis_discovery_init(&s->discovery, &settings->target);
    source_connect_now(s);
    return 0;
}

void source_move(struct source *s, const struct redis_target *target, int64_t timeout_ms)
{
    bool moves = !redis_target_equals(target, &s->settings.target);

    s->settings.target = *target;
    s->settings.timeout_ms = timeout_ms;
    if (!moves || s->phase == SOURCE_STOPPED)
        return;
    source_disconnect(s);
    redis_discovery_init(&s->discovery, target);
    s->failures = 0;
    source_give_up(s, "the settings name another Redis");
}

struct source_health source_health(const struct source *s)
{
    return (struct source_health){
        .up = s->phase == SOURCE_UP,
        .lag_ms = s->lag_ms,
        .heard_ms = s->lag_ms < 0 ? -1 : clock_mono_ms() - s->echoed_at_ms,
        .refusal = s->refusal,
        .away = s->logged,
    };
}

void source_say_stopping(struct source *s)
{
    s->stopping = true;
    if (s->phase == SOURCE_UP)
        source_publish_heartbeat(s);
}

void source_stop(struct source *s)
{
    if (s == NULL)
        return;
    source_disconnect(s);
    s->phase = SOURCE_STOPPED;
    source_drop_requests(s);
    source_suspend_topics(s);
    source_stop_lists(s);
    uv_close((uv_handle_t *)&s->timer, NULL);
    uv_close((uv_handle_t *)&s->pump, NULL);
}

void source_free(struct source **s)
{
    free(*s);
    *s = NULL;
}
