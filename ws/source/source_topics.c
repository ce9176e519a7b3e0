/* SPDX-License-Identifier: MIT */
/*
 * The steps of a topic: subscribe, read, live, unsubscribe. A topic has at most one step in
 * progress, so that no reply is taken for another; at most SOURCE_WINDOW topics have one.
 */
#include "ws/source/source_internal.h"

#include "base/clock.h"
#include "base/log.h"

#include <string.h>

#define LOOKED_AT 64 /* topics at each heartbeat */

static void on_pump(uv_prepare_t *pump);

static void source_topics_enqueue(struct source *s, struct topic *t)
{
    if (t->queued)
        return;
    t->queued = true;
    TAILQ_INSERT_TAIL(&s->work, t, work);
    if (s->phase == SOURCE_UP)
        (void)uv_prepare_start(&s->pump, on_pump);
}

static void source_topics_dequeue(struct source *s, struct topic *t)
{
    if (!t->queued)
        return;
    t->queued = false;
    TAILQ_REMOVE(&s->work, t, work);
}

static void source_topics_release(struct source *s, struct topic *t)
{
    source_topics_dequeue(s, t);
    topics_release(s->topics, t);
}

/* A step in progress is finished first; its reply checks for listeners again. */
void source_update_subscription(void *arg, struct topic *topic)
{
    struct source *s = arg;

    if (topic->phase == TOPIC_COLD && topic_is_deserted(topic))
        source_topics_release(s, topic);
    else if (topic->phase == TOPIC_COLD || topic->phase == TOPIC_LIVE)
        source_topics_enqueue(s, topic);
}

static void send_step(struct source *s, struct topic *t, const char *verb, enum topic_phase phase)
{
    char channel[PROGRESS_KEY_SIZE];

    progress_upload_key(s->settings.prefix, t->id, channel);
    source_send(s->subscriber, verb, channel, NULL);
    t->phase = phase;
    s->in_flight++;
}

static bool take_fields(struct source *s, void *subject, const struct redis_value *reply);

static void read_snapshot(struct source *s, struct topic *t)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {"HMGET", key, PROGRESS_FIELD_JSON, PROGRESS_FIELD_OWNER};

    progress_upload_key(s->settings.prefix, t->id, key);
    source_ask(s, 4, argv, take_fields, t);
    topic_expect_snapshot(t);
}

static void read_again(struct source *s, struct topic *t)
{
    s->in_flight++;
    read_snapshot(s, t);
}

static void begin_step(struct source *s, struct topic *t)
{
    bool deserted = topic_is_deserted(t);

    if (t->phase == TOPIC_COLD && !deserted)
        send_step(s, t, "SUBSCRIBE", TOPIC_SUBSCRIBING);
    else if (t->phase == TOPIC_LIVE && deserted)
        send_step(s, t, "UNSUBSCRIBE", TOPIC_LEAVING);
    else if (t->phase == TOPIC_LIVE && t->doubted)
        read_again(s, t);
}

static void on_pump(uv_prepare_t *pump)
{
    struct source *s = pump->data;
    struct topic *t;

    while (s->in_flight < SOURCE_WINDOW && (t = TAILQ_FIRST(&s->work)) != NULL) {
        source_topics_dequeue(s, t);
        begin_step(s, t);
    }
    (void)uv_prepare_stop(pump);
}

static void end_step(struct source *s)
{
    s->in_flight--;
    if (!TAILQ_EMPTY(&s->work))
        (void)uv_prepare_start(&s->pump, on_pump);
}

/* A server that lost its data does not report it, so some topics are read again at each heartbeat,
 * the longest unread first. */
void source_reread_topics(struct source *s)
{
    struct topic *t = topics_first(s->topics, s->settings.shard);

    for (int i = 0; t != NULL && i < LOOKED_AT && s->in_flight < SOURCE_WINDOW; i++) {
        struct topic *next = topics_next(t);
        topics_put_last(s->topics, t);
        if (t->phase == TOPIC_LIVE && !topic_is_deserted(t) && t->newest != NULL && !t->ended)
            read_again(s, t);
        t = next;
    }
}

/* Redis accepts changes again, and the writers have repeated those that it refused. */
static void read_doubted(struct source *s)
{
    struct topic *t = topics_first(s->topics, s->settings.shard);

    for (; t != NULL; t = topics_next(t))
        if (t->doubted)
            source_topics_enqueue(s, t);
}

void source_topic_subscribed(struct source *s, struct topic *t)
{
    if (t->phase == TOPIC_SUBSCRIBING)
        read_snapshot(s, t);
}

void source_topic_unsubscribed(struct source *s, struct topic *t)
{
    if (t->phase != TOPIC_LEAVING)
        return;
    t->phase = TOPIC_COLD;
    source_update_subscription(s, t);
    end_step(s);
}

/* Logs the first refusal only, not each one. */
static void log_refused(struct topic *t, int rc)
{
    if (rc != 0 && !t->refused)
        log_warn("document_refused", "id", t->id, NULL);
    t->refused = rc != 0;
}

/* The first event of an upload that did not exist when it was read names no owner. Without room for
 * another step, the next event retries. */
static void source_topics_read_owner(struct source *s, struct topic *t)
{
    if (t->phase != TOPIC_LIVE || !topic_wants_owner(t) || s->in_flight >= SOURCE_WINDOW)
        return;
    read_again(s, t);
}

void source_topic_message(struct source *s, struct topic *t, const char *text, size_t len)
{
    log_refused(t, topic_take_event(t, text, len));
    source_topics_read_owner(s, t);
}

static void on_snapshot(struct source *s, struct topic *t, const char *json, size_t len,
                        const char *owner)
{
    log_refused(t, topic_take_snapshot(t, json, len, owner));
    if (topic_is_deserted(t))
        source_topics_enqueue(s, t);
    end_step(s);
}

bool source_take_probe(struct source *s, const struct redis_value *reply)
{
    enum source_answer answer = source_read_probe(s, reply);

    if (answer == SOURCE_ACCEPTS_AGAIN)
        read_doubted(s);
    return answer != SOURCE_UNANSWERED;
}

static bool source_topics_take_probe(struct source *s, void *subject,
                                     const struct redis_value *reply)
{
    struct topic *t = subject;

    if (!source_take_probe(s, reply))
        return false;
    if (t->heard && topic_wants_owner(t)) /* an event arrived meanwhile */
        read_snapshot(s, t);
    else
        on_snapshot(s, t, NULL, 0, NULL);
    return true;
}

/* A key of another type holds no upload; any other error concerns the connection. */
static bool is_no_upload(const struct redis_value *reply)
{
    const char *error = redis_value_text(reply);

    return error != NULL && strncmp(error, "WRONGTYPE", 9) == 0;
}

/* A missing snapshot counts only if Redis accepts changes. */
static bool take_fields(struct source *s, void *subject, const struct redis_value *reply)
{
    const struct redis_value *json = redis_value_item(reply, 0),
                             *owner = redis_value_item(reply, 1);

    if (redis_value_type(reply) == REDIS_VALUE_ERROR) {
        if (!is_no_upload(reply))
            return false;
        on_snapshot(s, subject, NULL, 0, NULL);
        return true;
    }
    if (redis_value_text(json) == NULL)
        source_probe(s, source_topics_take_probe, subject);
    else
        on_snapshot(s, subject, redis_value_text(json), redis_value_len(json),
                    redis_value_text(owner));
    return true;
}

void source_resume_topics(struct source *s)
{
    if (!TAILQ_EMPTY(&s->work))
        (void)uv_prepare_start(&s->pump, on_pump);
}

void source_suspend_topics(struct source *s)
{
    struct topic *t = topics_first(s->topics, s->settings.shard), *next;

    s->in_flight = 0;
    (void)uv_prepare_stop(&s->pump);
    for (; t != NULL; t = next) {
        next = topics_next(t);
        t->phase = TOPIC_COLD;
        if (topic_is_deserted(t))
            source_topics_release(s, t);
        else
            source_topics_enqueue(s, t);
    }
}
