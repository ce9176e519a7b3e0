/* SPDX-License-Identifier: MIT */
/*
 * The sources of all shards, each with connections of its own: while one is away, the topics of the
 * others stay live.
 */
#ifndef LOADLINE_SOURCES_H
#define LOADLINE_SOURCES_H

#include "redis/redis_shards.h"
#include "ws/source/source.h"

struct sources;

/* Makes a source (source_new()) for each target. target, shard, shard_name and self of the settings
 * are filled in. The number of shards of topics, upload lists and sessions must be set. Returns 0,
 * ERR_NOMEM or ERR_INTERNAL; *out, if any, has to be stopped and freed in each case. */
int sources_new(uv_loop_t *loop, const struct redis_targets *targets,
                const struct source_settings *settings, struct topics *topics,
                struct upload_lists *lists, struct site *site,
                void (*changed)(void *arg, size_t shard, bool available), void *arg,
                struct sources **out);

/* The number of shards, and the health of one. */
size_t sources_count(const struct sources *s);
struct source_health sources_health(const struct sources *s, size_t shard);

/* Takes new settings (source_move()), of as many shards (config_redis_keeps_shards()). */
void sources_move(struct sources *s, const struct redis_targets *targets, int64_t timeout_ms);

/* As source_say_stopping(), source_stop() and source_free(), of all. */
void sources_say_stopping(struct sources *s);
void sources_stop(struct sources *s);
void sources_free(struct sources **s);

#endif
