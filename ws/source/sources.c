/* SPDX-License-Identifier: MIT */
/*
 * One heartbeat names the relay in all shards, so that it is one program to all who watch the site.
 */
#include "ws/source/sources.h"

#include "base/error.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define NAME_SIZE 24

struct sources {
    struct source *of[REDIS_SHARDS_MAX];
    char names[REDIS_SHARDS_MAX][NAME_SIZE];
    size_t count;
};

int sources_new(uv_loop_t *loop, const struct redis_targets *targets,
                const struct source_settings *settings, struct topics *topics,
                struct upload_lists *lists, struct site *site,
                void (*changed)(void *arg, size_t shard, bool available), void *arg,
                struct sources **out)
{
    struct source_settings one = *settings;
    struct sources *s = calloc(1, sizeof *s);
    int rc = s == NULL ? ERR_NOMEM : heartbeat_init(&one.self, "relay") != 0 ? ERR_INTERNAL : 0;

    *out = s;
    for (size_t i = 0; rc == 0 && i < targets->count; i++) {
        (void)snprintf(s->names[i], NAME_SIZE, "%zu", i + 1);
        one.target = targets->of[i];
        one.shard = i;
        one.shard_name = targets->count > 1 ? s->names[i] : NULL;
        rc = source_new(loop, &one, topics, lists, site, changed, arg, &s->of[i]);
        s->count += rc == 0;
    }
    return rc;
}

size_t sources_count(const struct sources *s)
{
    return s->count;
}

struct source_health sources_health(const struct sources *s, size_t shard)
{
    return source_health(s->of[shard]);
}

void sources_move(struct sources *s, const struct redis_targets *targets, int64_t timeout_ms)
{
    assert(targets->count == s->count);
    for (size_t i = 0; i < s->count; i++)
        source_move(s->of[i], &targets->of[i], timeout_ms);
}

void sources_say_stopping(struct sources *s)
{
    for (size_t i = 0; i < s->count; i++)
        source_say_stopping(s->of[i]);
}

void sources_stop(struct sources *s)
{
    for (size_t i = 0; s != NULL && i < s->count; i++)
        source_stop(s->of[i]);
}

void sources_free(struct sources **s)
{
    for (size_t i = 0; *s != NULL && i < (*s)->count; i++)
        source_free(&(*s)->of[i]);
    free(*s);
    *s = NULL;
}
