/* SPDX-License-Identifier: MIT */
/*
 * The structure of the source, from below: requests and their replies; whether Redis accepts
 * changes; the steps of topics and upload lists; the heartbeat; the search for the primary; and in
 * source.c the connections.
 */
#ifndef LOADLINE_SOURCE_INTERNAL_H
#define LOADLINE_SOURCE_INTERNAL_H

#include "ws/source/redis_connection.h"
#include "progress/heartbeat.h"
#include "progress/progress.h"
#include "ws/source/resolver.h"
#include "ws/source/source.h"

#define SOURCE_WINDOW 512                    /* topics with a step in progress */
#define SOURCE_REQUESTS (SOURCE_WINDOW + 64) /* requests that are not answered yet */

enum source_phase {
    SOURCE_WAITING,    /* for the next attempt */
    SOURCE_CONNECTING, /* both connections must be up before the timer ends */
    SOURCE_UP,
    SOURCE_STOPPED
};

/* Handles a reply. Returns false if it is an error of the connection, which the source then
 * reopens. */
typedef bool source_take(struct source *s, void *subject, const struct redis_value *reply);

struct source_request {
    source_take *take;
    void *subject;
};

struct source {
    uv_loop_t *loop;
    struct source_settings settings;
    struct topics *topics;
    void (*changed)(void *arg, size_t shard, bool available);
    void *arg;

    enum source_phase phase;
    struct redis_discovery discovery;
    /* Called by the search: the server at that numeric address may be the primary; a step failed;
     * a step takes too long. */
    void (*found)(struct source *s, const char *numeric);
    void (*missed)(struct source *s, const char *why);
    uv_timer_cb late;
    struct redis_address at;     /* the server or Sentinel that was tried last */
    struct redis_address server; /* the last one with which both connections were up */
    struct redis_connection *sentinel, *subscriber, *reader;
    int connections_up;          /* of the two */
    unsigned failures;           /* in a row */
    char logged[REDIS_WHY_SIZE]; /* the reason last logged; "": connected */
    uv_timer_t timer;            /* next attempt, deadline of an attempt, or heartbeat */
    struct resolver resolver;
    char lag_channel[PROGRESS_KEY_SIZE];
    bool stopping;                              /* announced by the heartbeat */
    bool demoted;                               /* a heartbeat found a replica */
    int64_t beaten_at_ms, echoed_at_ms, lag_ms; /* lag_ms -1: none has returned yet */
    struct site *site;
    const char *refusal; /* why Redis refuses changes, or NULL */
    bool doubting;       /* it did, or turned out to be a replica: its states may be old */
    int64_t doubted_at_ms;

    uv_prepare_t pump; /* runs while topics are queued, before the loop waits */
    TAILQ_HEAD(, topic) work;
    size_t in_flight;
    struct source_request requests[SOURCE_REQUESTS]; /* ring of requests on the reader */
    size_t request_first, request_count;

    struct upload_lists *lists;
    uv_timer_t lists_timer; /* every second: lists of all uploads, and lists not read yet */
};

/* --- requests (source_requests.c) --- */

/* Sends a command without a handler for its reply: a subscription. value may be NULL. */
void source_send(struct redis_connection *f, const char *verb, const char *key, const char *value);

/* Sends a command on the reader; take is called with the reply and subject. Requires room. */
void source_ask(struct source *s, int argc, const char *const *argv, source_take *take,
                void *subject);
/* Whether so many more requests fit. */
bool source_has_room(const struct source *s, size_t requests);

/* Discards the outstanding replies for subject. */
void source_discard_replies(struct source *s, const void *subject);
/* Forgets all requests, because the connections are closed. */
void source_drop_requests(struct source *s);

/* A handler that ignores the reply, unless it is an error. */
bool source_take_nothing(struct source *s, void *subject, const struct redis_value *reply);

/* Passes the reply to the handler of the oldest request and returns its result. */
bool source_take_reply(struct source *s, const struct redis_value *reply);

/* --- whether Redis accepts changes (source_refusal.c) --- */

enum source_answer {
    SOURCE_UNANSWERED, /* the error concerns the connection */
    SOURCE_AS_BEFORE,
    SOURCE_ACCEPTS_AGAIN /* and the writers had time to repeat what it refused */
};

/* Probes whether Redis accepts changes. take gets the reply and passes it to source_take_probe().
 */
void source_probe(struct source *s, source_take *take, void *subject);
/* The server is no longer the primary. */
void source_doubt(struct source *s);
/* Evaluates the reply to a probe. */
enum source_answer source_read_probe(struct source *s, const struct redis_value *reply);

/* --- heartbeat (source_heartbeat.c) --- */

/* Publishes a heartbeat, reads the site's counters and probes. Skipped if there is no room. */
void source_publish_heartbeat(struct source *s);
/* Takes the heartbeat of any program; our own gives the lag. */
void source_take_heartbeat(struct source *s, const char *text, size_t len);

/* --- the search for the primary (source_search.c) --- */

/* Begins a round; s->found() and s->missed() tell how it goes. */
void source_search_begin(struct source *s);
/* The address failed: tries the next one of the round. False if it was the last one. */
bool source_search_fail(struct source *s, const char *why);

/* --- upload lists (source_lists.c): their events, and connections that come and go --- */

/* Attach the upload lists and detach them; handle an event of a list's channel (false: of another
 * channel); read all lists again after a reconnect; mark them as unread after a disconnect. */
void source_init_lists(struct source *s, struct upload_lists *lists);
void source_stop_lists(struct source *s);
bool source_list_event(struct source *s, const char *verb, const char *channel, const char *text,
                       size_t len);
void source_resume_lists(struct source *s);
void source_suspend_lists(struct source *s);

/* --- topics (source_topics.c) --- */

/* Called when a topic got its first listener or lost its last. */
void source_update_subscription(void *arg, struct topic *topic);

/* Events of a topic on the subscribed connection. */
void source_topic_subscribed(struct source *s, struct topic *t);
void source_topic_unsubscribed(struct source *s, struct topic *t);
void source_topic_message(struct source *s, struct topic *t, const char *text, size_t len);

/* Reads again the snapshots of some topics, the longest unread first. */
void source_reread_topics(struct source *s);

/* Handles the reply to a probe, and queues the doubted topics once Redis accepts changes again.
 * Returns false like a source_take. */
bool source_take_probe(struct source *s, const struct redis_value *reply);

void source_resume_topics(struct source *s);  /* both connections are up */
void source_suspend_topics(struct source *s); /* they are closed */

#endif
