/* SPDX-License-Identifier: MIT */
/*
 * What the source consists of, from below: requests and their replies; whether Redis takes changes;
 * the way of each topic and roster through the connections; the heartbeat; and, in source.c, the
 * connections and what comes by itself.
 */
#ifndef LOADLINE_SOURCE_INTERNAL_H
#define LOADLINE_SOURCE_INTERNAL_H

#include "ws/source/redis_connection.h"
#include "progress/heartbeat.h"
#include "progress/progress.h"
#include "ws/source/resolver.h"
#include "ws/source/source.h"

#define SOURCE_WINDOW 512                    /* topics on their way at once */
#define SOURCE_REQUESTS (SOURCE_WINDOW + 64) /* that are not answered yet */

enum source_phase {
    SOURCE_WAITING,    /* for the next attempt */
    SOURCE_CONNECTING, /* both connections must be up before the timer ends */
    SOURCE_UP,
    SOURCE_STOPPED
};

/* Takes a reply. False where it is an error that concerns the connection, which is then made anew.
 */
typedef bool source_take(struct source *s, void *subject,
                         const struct redis_connection_reply *reply);

struct source_request {
    source_take *take;
    void *subject;
};

struct source {
    uv_loop_t *loop;
    struct source_settings settings;
    struct topics *topics;
    void (*changed)(void *arg, bool available);
    void *arg;

    enum source_phase phase;
    struct redis_connection *subscriber, *reader;
    int feeds_up;
    unsigned failures;                     /* in a row */
    char logged[REDIS_CONNECTION_WHY_MAX]; /* why the news is away, as last said; "": it is not */
    uv_timer_t timer;                      /* next attempt, deadline of an attempt, or heartbeat */
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
    struct source_request requests[SOURCE_REQUESTS]; /* on the reader, a ring */
    size_t request_first, request_count;

    struct upload_lists *rosters;
    uv_timer_t rosters_timer; /* runs while somebody watches all */
};

/* --- requests (source_requests.c) --- */

/* Sends a command whose reply nobody is given: a subscription. value may be NULL. */
void source_say(struct redis_connection *f, const char *verb, const char *key, const char *value);

/* Sends a command on the reader; take gets the reply, with subject. There must be room. */
void source_ask(struct source *s, int argc, const char *const *argv, source_take *take,
                void *subject);
bool source_has_room(const struct source *s, size_t requests);

/* The replies that are to come for subject are nobody's. */
void source_disown(struct source *s, const void *subject);
void source_drop_requests(struct source *s);

/* A take for replies that say nothing. */
bool source_take_nothing(struct source *s, void *subject,
                         const struct redis_connection_reply *reply);

/* Hands the reply to whom it is for; its result. */
bool source_take_reply(struct source *s, const struct redis_connection_reply *reply);

/* --- whether Redis takes changes (source_refusal.c) --- */

enum source_answer {
    SOURCE_UNANSWERED, /* the error concerns the connection */
    SOURCE_AS_BEFORE,
    SOURCE_ACCEPTS_AGAIN /* and has taken what it refused */
};

/* Asks. take gets the answer, and asks source_take_probe() what it means. */
void source_probe(struct source *s, source_take *take, void *subject);
enum source_answer source_read_probe(struct source *s, const struct redis_connection_reply *reply);

/* --- heartbeat (source_heartbeat.c) --- */

void source_beat(struct source *s);
/* Somebody's; our own tells how long it took. */
void source_hear_heartbeat(struct source *s, const char *text, size_t len);

/* --- rosters (source_lists.c): their events and lists, and as connections come and go --- */

void source_init_rosters(struct source *s, struct upload_lists *rosters);
void source_stop_rosters(struct source *s);
bool source_list_event(struct source *s, const char *verb, const char *channel, const char *text,
                       size_t len);
void source_resume_rosters(struct source *s);
void source_cool_rosters(struct source *s);

/* --- topics (source_topics.c) --- */

/* A topic got its first listener, or lost its last. */
void source_attend(void *arg, struct topic *topic);

/* What came for it by itself. */
void source_topic_subscribed(struct source *s, struct topic *t);
void source_topic_unsubscribed(struct source *s, struct topic *t);
void source_topic_message(struct source *s, struct topic *t, const char *text, size_t len);

void source_look_again(struct source *s);

/* Takes the answer of a probe, and reads again what was in doubt once Redis accepts. False as a
 * source_take's. */
bool source_take_probe(struct source *s, const struct redis_connection_reply *reply);

void source_resume_topics(struct source *s); /* both connections are up */
void source_cool_topics(struct source *s);   /* they are gone */

#endif
