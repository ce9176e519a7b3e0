/* SPDX-License-Identifier: MIT */
/*
 * The way of a topic: subscribe, read, live, unsubscribe. At most one step of a topic is under way
 * at a time, so that no answer can be taken for another; at most SOURCE_WINDOW topics are on the way.
 */
#include "source_internal.h"

#include "clock.h"
#include "log.h"

#include <assert.h>
#include <string.h>

#define LOOKED_AT 64 /* topics at each heartbeat */

void source_say(struct feed *f, const char *verb, const char *key, const char *value)
{
    const char *argv[] = {verb, key, value};

    feed_command(f, value != NULL ? 3 : 2, argv);
}

void source_expect(struct source *s, struct source_expected whom)
{
    assert(s->reply_count < SOURCE_REPLIES);
    s->replies[(s->reply_first + s->reply_count++) % SOURCE_REPLIES] = whom;
}

static struct source_expected take_expected(struct source *s)
{
    struct source_expected expected = s->replies[s->reply_first];

    s->reply_first = (s->reply_first + 1) % SOURCE_REPLIES;
    s->reply_count--;
    return expected;
}

static void enqueue(struct source *s, struct topic *t)
{
    if (t->queued)
        return;
    t->queued = true;
    TAILQ_INSERT_TAIL(&s->work, t, work);
    if (s->phase == SOURCE_UP)
        (void)uv_prepare_start(&s->pump, source_on_pump);
}

static void dequeue(struct source *s, struct topic *t)
{
    if (!t->queued)
        return;
    t->queued = false;
    TAILQ_REMOVE(&s->work, t, work);
}

static void release(struct source *s, struct topic *t)
{
    dequeue(s, t);
    topics_release(s->topics, t);
}

/* A step under way is finished first; the answer to it looks for listeners again. */
void source_attend(void *arg, struct topic *topic)
{
    struct source *s = arg;

    if (topic->phase == TOPIC_COLD && topic_is_deserted(topic))
        release(s, topic);
    else if (topic->phase == TOPIC_COLD || topic->phase == TOPIC_LIVE)
        enqueue(s, topic);
}

static void send_step(struct source *s, struct topic *t, const char *verb, enum topic_phase phase)
{
    char channel[PROGRESS_KEY_SIZE];

    progress_upload_key(s->settings.prefix, t->id, channel);
    source_say(s->subscriber, verb, channel, NULL);
    t->phase = phase;
    s->in_flight++;
}

static void read_snapshot(struct source *s, struct topic *t)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {"HMGET", key, PROGRESS_FIELD_JSON, PROGRESS_FIELD_OWNER};

    progress_upload_key(s->settings.prefix, t->id, key);
    feed_command(s->reader, 4, argv);
    source_expect(s, (struct source_expected){.topic = t});
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

void source_on_pump(uv_prepare_t *pump)
{
    struct source *s = pump->data;
    struct topic *t;

    while (s->in_flight < SOURCE_WINDOW && (t = TAILQ_FIRST(&s->work)) != NULL) {
        dequeue(s, t);
        begin_step(s, t);
    }
    (void)uv_prepare_stop(pump);
}

static void end_step(struct source *s)
{
    s->in_flight--;
    if (!TAILQ_EMPTY(&s->work))
        (void)uv_prepare_start(&s->pump, source_on_pump);
}

/* A server that was emptied says nothing about it: every so often some of the topics are read again, those that
 * were not for the longest time first. */
void source_look_again(struct source *s)
{
    struct topic *t = topics_first(s->topics);

    for (int i = 0; t != NULL && i < LOOKED_AT && s->in_flight < SOURCE_WINDOW; i++) {
        struct topic *next = topics_next(t);
        topics_put_last(s->topics, t);
        if (t->phase == TOPIC_LIVE && !topic_is_deserted(t) && t->newest != NULL && !t->ended)
            read_again(s, t);
        t = next;
    }
}

/* Redis takes changes again, and has taken those that it refused. */
void source_read_doubted(struct source *s)
{
    for (struct topic *t = topics_first(s->topics); t != NULL; t = topics_next(t))
        if (t->doubted)
            enqueue(s, t);
}

static void on_subscribed(struct source *s, struct topic *t)
{
    if (t != NULL && t->phase == TOPIC_SUBSCRIBING)
        read_snapshot(s, t);
}

static void on_unsubscribed(struct source *s, struct topic *t)
{
    if (t == NULL || t->phase != TOPIC_LEAVING)
        return;
    t->phase = TOPIC_COLD;
    source_attend(s, t);
    end_step(s);
}

/* Once, not at each look. */
static void log_refused(struct topic *t, int rc)
{
    if (rc != 0 && !t->refused)
        log_warn("document_refused", "id", t->id, NULL);
    t->refused = rc != 0;
}

/* An upload that was not there when it was read: its first event says nothing of its owner. Where there is no
 * room for another step, its next event comes here again. */
static void read_owner(struct source *s, struct topic *t)
{
    if (t->phase != TOPIC_LIVE || !topic_wants_owner(t) || s->in_flight >= SOURCE_WINDOW)
        return;
    read_again(s, t);
}

/* Somebody's; our own tells how long it took. */
static void on_heartbeat(struct source *s, const char *text, size_t len)
{
    int64_t now_ms = clock_mono_ms();

    site_hear(s->site, text, len, now_ms);
    if (strstr(text, s->self.name) == NULL)
        return;
    s->echoed_at_ms = now_ms;
    s->lag_ms = now_ms - s->beaten_at_ms;
    s->attempts = 0;
}

static void on_message(struct source *s, const char *channel, struct topic *t,
                       const struct feed_reply *payload)
{
    size_t len;
    const char *text = feed_reply_text(payload, &len);

    if (text == NULL)
        return;
    if (t != NULL) {
        log_refused(t, topic_hear(t, text, len));
        read_owner(s, t);
    } else if (strcmp(channel, s->lag_channel) == 0) {
        on_heartbeat(s, text, len);
    }
}

void source_on_event(void *arg, const struct feed_reply *r)
{
    struct source *s = arg;
    const struct feed_reply *kind = feed_reply_item(r, 0), *name = feed_reply_item(r, 1),
                            *payload = feed_reply_item(r, 2);
    size_t len;

    if (kind == NULL || name == NULL || payload == NULL) {
        const char *text = feed_reply_text(r, &len);
        source_fail(s, text != NULL ? text : "unexpected reply");
        return;
    }
    const char *verb = feed_reply_text(kind, &len);
    const char *channel = feed_reply_text(name, &len);
    if (verb == NULL || channel == NULL)
        return;
    const char *text = feed_reply_text(payload, &len);
    if (source_roster_event(s, verb, channel, text, len))
        return;
    if (strcmp(verb, "subscribe") == 0 && strcmp(channel, s->lag_channel) == 0)
        source_beat(s);
    const char *id = progress_key_id(s->settings.prefix, channel);
    struct topic *t = id != NULL && id_valid(id) ? topics_find(s->topics, id) : NULL;
    if (strcmp(verb, "message") == 0)
        on_message(s, channel, t, payload);
    else if (strcmp(verb, "subscribe") == 0)
        on_subscribed(s, t);
    else if (strcmp(verb, "unsubscribe") == 0)
        on_unsubscribed(s, t);
}

static void on_snapshot(struct source *s, struct topic *t, const char *json, size_t len,
                        const char *owner)
{
    log_refused(t, topic_settle(t, json, len, owner));
    if (topic_is_deserted(t))
        enqueue(s, t);
    end_step(s);
}

/* Where there is nothing, that counts only if Redis takes changes. */
static void on_fields(struct source *s, struct topic *t, const struct feed_reply *json,
                      const struct feed_reply *owner)
{
    size_t len = 0, owner_len;
    const char *text = json != NULL ? feed_reply_text(json, &len) : NULL;

    if (text == NULL)
        source_probe(s, t);
    else
        on_snapshot(s, t, text, len, owner != NULL ? feed_reply_text(owner, &owner_len) : NULL);
}

static void on_probed(struct source *s, struct topic *t, const char *error)
{
    if (!source_take_probe(s, error))
        source_fail(s, error);
    else if (t != NULL && t->heard && topic_wants_owner(t)) /* it came meanwhile */
        read_snapshot(s, t);
    else if (t != NULL)
        on_snapshot(s, t, NULL, 0, NULL);
}

/* A key that holds something else holds no upload; any other error concerns the connection. */
static bool is_no_upload(const struct topic *t, const char *error)
{
    return t != NULL && error != NULL && strncmp(error, "WRONGTYPE", 9) == 0;
}

void source_on_read(void *arg, const struct feed_reply *r)
{
    struct source *s = arg;
    size_t len = 0;
    const char *text = feed_reply_text(r, &len);

    struct source_expected expected = {0};
    if (s->reply_count > 0)
        expected = take_expected(s);
    struct topic *t = expected.topic;
    if (expected.probe) {
        on_probed(s, t, feed_reply_is_error(r) ? text : NULL);
    } else if (!feed_reply_is_error(r)) {
        if (t != NULL)
            on_fields(s, t, feed_reply_item(r, 0), feed_reply_item(r, 1));
        else if (expected.roster != NULL)
            source_roster_list(s, expected.roster, r);
        else if (expected.stats)
            source_take_stats(s, r);
    } else if (is_no_upload(t, text)) {
        on_snapshot(s, t, NULL, 0, NULL);
    } else {
        source_fail(s, text != NULL ? text : "unexpected reply");
    }
}

void source_resume_topics(struct source *s)
{
    if (!TAILQ_EMPTY(&s->work))
        (void)uv_prepare_start(&s->pump, source_on_pump);
}

void source_cool_topics(struct source *s)
{
    struct topic *next;

    s->in_flight = 0;
    s->reply_count = 0;
    (void)uv_prepare_stop(&s->pump);
    for (struct topic *t = topics_first(s->topics); t != NULL; t = next) {
        next = topics_next(t);
        t->phase = TOPIC_COLD;
        if (topic_is_deserted(t))
            release(s, t);
        else
            enqueue(s, t);
    }
}
