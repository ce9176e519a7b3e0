/* SPDX-License-Identifier: MIT */
/*
 * Where topics get their news: two connections to one Redis, one that is subscribed and one that
 * reads snapshots. For every topic: subscribe, wait for the acknowledgement, then read. Whatever
 * breaks, both connections are made anew and every topic is subscribed and read again.
 */
#ifndef LOADLINE_SOURCE_H
#define LOADLINE_SOURCE_H

#include "redis/redis_target.h"
#include "ws/fanout/upload_list.h"
#include "ws/fanout/site.h"
#include "ws/fanout/topic.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct source_settings {
    struct redis_target target;
    const char *prefix; /* of keys; borrowed */
    int64_t timeout_ms; /* for connecting, and for the echo of a heartbeat */
    /* Adds what the relay says of itself to its heartbeat, each member behind a comma. */
    void (*describe)(void *arg, struct buffer *out);
};

struct source;

/* Begins to connect; changed is called whenever news become available or stay away. Topics, rosters
 * and site are borrowed, and this is their source. ERR_NOMEM, ERR_INTERNAL. */
int source_new(uv_loop_t *loop, const struct source_settings *settings, struct topics *topics,
               struct upload_lists *rosters, struct site *site,
               void (*changed)(void *arg, bool available), void *arg, struct source **out);

/* Whether news come, and how long the last heartbeat took and ago it was, in ms; -1: none came yet.
 */
struct source_health {
    bool up;
    int64_t lag_ms, heard_ms;
    const char *refusal; /* why Redis refuses changes (redis_refusal.h); NULL: it does not */
};
struct source_health source_health(const struct source *s);

/* Says at once that the relay stops. */
void source_say_stopping(struct source *s);

/* Closes the connections and releases topics without listeners; the loop still has to run out.
 * NULL is fine. */
void source_stop(struct source *s);

/* After the loop has run out. NULL is fine. */
void source_free(struct source **s);

#endif
