/* SPDX-License-Identifier: MIT */
/*
 * The source of the topics of one shard: two connections to one Redis, the primary, one subscribed
 * and one that reads snapshots. For every topic it subscribes, waits for the acknowledgement, then
 * reads. After any failure it reopens both connections and subscribes and reads every topic again.
 */
#ifndef LOADLINE_SOURCE_H
#define LOADLINE_SOURCE_H

#include "progress/heartbeat.h"
#include "redis/redis_target.h"
#include "ws/fanout/upload_list.h"
#include "ws/fanout/site.h"
#include "ws/fanout/topic.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct source_settings {
    struct redis_target target;
    size_t shard;           /* whose topics it fills */
    const char *shard_name; /* its number, for the log; NULL: there is only one */
    struct heartbeat self;  /* the same for all sources of the relay */
    const char *prefix;     /* of keys; borrowed */
    int64_t timeout_ms;     /* for connecting, and for the return of a heartbeat */
    /* Appends the relay's members of its heartbeat, each after a comma. */
    void (*describe)(void *arg, struct buffer *out);
};

struct source;

/* Starts to connect. changed is called when the shard's news becomes available or unavailable.
 * Borrows topics, upload lists and site, and becomes their source; the caller owns the result.
 * Returns 0 or ERR_NOMEM. */
int source_new(uv_loop_t *loop, const struct source_settings *settings, struct topics *topics,
               struct upload_lists *lists, struct site *site,
               void (*changed)(void *arg, size_t shard, bool available), void *arg,
               struct source **out);

/* Health of the source: whether it is connected, how long the last heartbeat took and how long ago
 * it returned, in ms; -1: none has returned yet. */
struct source_health {
    bool up;
    int64_t lag_ms, heard_ms;
    const char *away;    /* why it is not connected, if the log says so; "": it is */
    const char *refusal; /* why Redis refuses changes (redis_refusal.h); NULL: it accepts them */
};
struct source_health source_health(const struct source *s);

/* Takes new settings. Leaves the present server if they lead elsewhere. */
void source_move(struct source *s, const struct redis_target *target, int64_t timeout_ms);

/* Publishes a heartbeat that announces the stop. */
void source_say_stopping(struct source *s);

/* Closes the connections and releases topics without listeners; the loop still has to run out.
 * Accepts NULL. */
void source_stop(struct source *s);

/* Call it after the loop has run out. Clears the caller's pointer. */
void source_free(struct source **s);

#endif
