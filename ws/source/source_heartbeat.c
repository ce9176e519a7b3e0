/* SPDX-License-Identifier: MIT */
/*
 * The heartbeat is published on one connection and has to return on the other. A replica passes it
 * on too, so each heartbeat asks for the server's role. With it the source reads the site's
 * counters and probes whether Redis accepts changes.
 */
#include "ws/source/source_internal.h"

#include "base/clock.h"

#include <string.h>

#define BEAT_REQUESTS 4

static void source_heartbeat_send(struct source *s)
{
    struct buffer text;

    buffer_init(&text, HEARTBEAT_MAX);
    heartbeat_begin(&s->settings.self, s->stopping, &text);
    s->settings.describe(s->arg, &text);
    buffer_add_char(&text, '}');
    s->beaten_at_ms = clock_mono_ms();
    const char *argv[] = {"PUBLISH", s->lag_channel, buffer_text(&text)};
    source_ask(s, 3, argv, source_take_nothing, NULL);
    buffer_free(&text);
}

/* The reply to HGETALL: names and values alternate. A cell that is missing is 0: Redis may have
 * lost its data. */
static bool take_stats(struct source *s, void *subject, const struct redis_value *reply)
{
    const struct redis_value *name, *value;

    (void)subject;
    if (redis_value_type(reply) == REDIS_VALUE_ERROR)
        return false;
    for (size_t cell = 0; cell < stats_cells(); cell++)
        site_set_counter(s->site, s->settings.shard, cell, 0);
    for (size_t i = 0; (name = redis_value_item(reply, i)) != NULL &&
                       (value = redis_value_item(reply, i + 1)) != NULL;
         i += 2) {
        const char *text = redis_value_text(name), *number = redis_value_text(value);
        size_t cell = text != NULL ? stats_cell_find(text) : SIZE_MAX;
        if (cell != SIZE_MAX && number != NULL)
            site_set_counter(s->site, s->settings.shard, cell, stats_parse(number));
    }
    return true;
}

static bool source_heartbeat_take_probe(struct source *s, void *subject,
                                        const struct redis_value *reply)
{
    (void)subject;
    return source_take_probe(s, reply);
}

/* Servers before Redis 7 do not tell a replica by the probe. */
static bool take_role(struct source *s, void *subject, const struct redis_value *reply)
{
    const char *role = redis_value_text(redis_value_item(reply, 0));

    (void)subject;
    if (redis_value_type(reply) == REDIS_VALUE_ERROR)
        return false;
    s->demoted = role == NULL || strcmp(role, "master") != 0;
    return !s->demoted;
}

void source_publish_heartbeat(struct source *s)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {"HGETALL", key};

    if (!source_has_room(s, BEAT_REQUESTS))
        return;
    source_heartbeat_send(s);
    source_ask(s, 1, (const char *[]){"ROLE"}, take_role, NULL);
    progress_key(s->settings.prefix, PROGRESS_STATS, key);
    source_ask(s, 2, argv, take_stats, NULL);
    source_probe(s, source_heartbeat_take_probe, NULL);
}

void source_take_heartbeat(struct source *s, const char *text, size_t len)
{
    int64_t now_ms = clock_mono_ms();

    site_take_heartbeat(s->site, text, len, now_ms);
    if (strstr(text, s->settings.self.name) == NULL)
        return;
    s->echoed_at_ms = now_ms;
    s->lag_ms = now_ms - s->beaten_at_ms;
    s->failures = 0;
}
