/* SPDX-License-Identifier: MIT */
/*
 * The heartbeat is published on one connection and has to return on the other. With each heartbeat
 * the source reads the site's counters and probes whether Redis accepts changes.
 */
#include "ws/source/source_internal.h"

#include "base/clock.h"

#include <string.h>

#define BEAT_REQUESTS 3

static void source_heartbeat_send(struct source *s)
{
    struct buffer text;

    buffer_init(&text, HEARTBEAT_MAX);
    heartbeat_begin(&s->self, s->stopping, &text);
    s->settings.describe(s->arg, &text);
    buffer_add_char(&text, '}');
    s->beaten_at_ms = clock_mono_ms();
    const char *argv[] = {"PUBLISH", s->lag_channel, buffer_text(&text)};
    source_ask(s, 3, argv, source_take_nothing, NULL);
    buffer_free(&text);
}

/* The reply to HGETALL: names and values alternate. */
static bool take_stats(struct source *s, void *subject, const struct redis_connection_reply *reply)
{
    const struct redis_connection_reply *name, *value;
    size_t len;

    (void)subject;
    if (redis_connection_reply_is_error(reply))
        return false;
    for (size_t i = 0; (name = redis_connection_reply_item(reply, i)) != NULL &&
                       (value = redis_connection_reply_item(reply, i + 1)) != NULL;
         i += 2) {
        const char *text = redis_connection_reply_text(name, &len),
                   *number = redis_connection_reply_text(value, &len);
        for (int k = 0; text != NULL && number != NULL && k < STAT_COUNT; k++)
            if (strcmp(text, stats_metric((enum stats_counter)k)->name) == 0)
                site_set_counter(s->site, (enum stats_counter)k, stats_parse(number));
    }
    return true;
}

static bool source_heartbeat_take_probe(struct source *s, void *subject,
                                        const struct redis_connection_reply *reply)
{
    (void)subject;
    return source_take_probe(s, reply);
}

void source_publish_heartbeat(struct source *s)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {"HGETALL", key};

    if (!source_has_room(s, BEAT_REQUESTS))
        return;
    source_heartbeat_send(s);
    progress_key(s->settings.prefix, PROGRESS_STATS, key);
    source_ask(s, 2, argv, take_stats, NULL);
    source_probe(s, source_heartbeat_take_probe, NULL);
}

void source_take_heartbeat(struct source *s, const char *text, size_t len)
{
    int64_t now_ms = clock_mono_ms();

    site_take_heartbeat(s->site, text, len, now_ms);
    if (strstr(text, s->self.name) == NULL)
        return;
    s->echoed_at_ms = now_ms;
    s->lag_ms = now_ms - s->beaten_at_ms;
    s->failures = 0;
}
