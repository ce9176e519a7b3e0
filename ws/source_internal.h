/* SPDX-License-Identifier: MIT */
/*
 * The source's two halves: keeping the connections (source.c), and the way of each topic through
 * them (source_topics.c).
 */
#ifndef LOADLINE_SOURCE_INTERNAL_H
#define LOADLINE_SOURCE_INTERNAL_H

#include "feed.h"
#include "heartbeat.h"
#include "progress.h"
#include "resolver.h"
#include "source.h"

#define SOURCE_WINDOW 512 /* topics on their way at once */
#define SOURCE_REPLIES (SOURCE_WINDOW + 64)

enum source_phase {
    SOURCE_WAITING,    /* for the next attempt */
    SOURCE_CONNECTING, /* both connections must be up before the timer ends */
    SOURCE_UP,
    SOURCE_STOPPED
};

/* All empty: a heartbeat's. */
struct source_expected {
    struct topic *topic;
    struct roster *roster;
    bool stats;
    bool probe; /* whether Redis takes changes; with a topic: of which it has nothing */
};

struct source {
    uv_loop_t *loop;
    struct source_settings settings;
    struct topics *topics;
    void (*changed)(void *arg, bool available);
    void *arg;

    enum source_phase phase;
    struct feed *subscriber, *reader;
    int feeds_up;
    unsigned attempts;
    char logged[FEED_WHY_MAX]; /* why the news is away, as last said; "": it is not */
    uv_timer_t timer;          /* next attempt, deadline of an attempt, or heartbeat */
    struct resolver resolver;
    char lag_channel[PROGRESS_KEY_SIZE];
    struct heartbeat self;
    bool stopping;                              /* the heartbeat says so */
    int64_t beaten_at_ms, echoed_at_ms, lag_ms; /* lag_ms -1: no echo yet */
    struct site *site;
    const char *refusal; /* why Redis takes no changes, or NULL */
    int64_t refused_at_ms;

    uv_prepare_t pump; /* runs while there is work, before the loop waits */
    TAILQ_HEAD(, topic) work;
    size_t in_flight;
    struct source_expected replies[SOURCE_REPLIES]; /* whom the reader's replies are for */
    size_t reply_first, reply_count;

    struct rosters *rosters;
    uv_timer_t rosters_timer; /* runs while somebody watches all */
};

/* Makes both connections anew after a while. */
void source_fail(struct source *s, const char *why);

void source_say(struct feed *f, const char *verb, const char *key, const char *value);
void source_beat(struct source *s);
void source_expect(struct source *s, struct source_expected whom);
void source_take_stats(struct source *s, const struct feed_reply *reply);

/* Whether Redis takes changes (source_refusal.c): asks, for the sake of a topic or NULL; and takes the answer. False
 * where the error concerns the connection. */
void source_probe(struct source *s, struct topic *topic);
bool source_take_probe(struct source *s, const char *error);

/* Rosters (source_rosters.c): their events and lists, and as connections come and go. */
void source_init_rosters(struct source *s, struct rosters *rosters);
void source_stop_rosters(struct source *s);
bool source_roster_event(struct source *s, const char *verb, const char *channel, const char *text,
                         size_t len);
void source_roster_list(struct source *s, struct roster *r, const struct feed_reply *reply);
void source_resume_rosters(struct source *s);
void source_cool_rosters(struct source *s);

/* A topic got its first listener, or lost its last. */
void source_attend(void *arg, struct topic *topic);

/* Replies of the two connections. */
void source_on_event(void *arg, const struct feed_reply *r);
void source_on_read(void *arg, const struct feed_reply *r);

void source_look_again(struct source *s);
void source_read_doubted(struct source *s);

void source_on_pump(uv_prepare_t *pump);
void source_resume_topics(struct source *s); /* both connections are up */
void source_cool_topics(struct source *s);   /* they are gone */

#endif
