/* SPDX-License-Identifier: MIT */
/*
 * A topic is an upload with at least one watcher. It keeps the newest document once for all
 * listeners, drops older documents, and marks what each listener has yet to receive. It queues no
 * copies: a slow consumer receives only the newest state. No I/O: the source (source.h) fills
 * topics.
 */
#ifndef LOADLINE_TOPIC_H
#define LOADLINE_TOPIC_H

#include "base/id.h"
#include "redis/redis_shards.h"
#include "ws/fanout/marks.h"
#include "ws/fanout/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

/* How far the source is with a topic. */
enum topic_phase {
    TOPIC_COLD,        /* not subscribed */
    TOPIC_SUBSCRIBING, /* the subscription is not acknowledged yet */
    TOPIC_READING,     /* subscribed; the snapshot has not arrived yet */
    TOPIC_LIVE,        /* the snapshot is known, and events update it */
    TOPIC_LEAVING      /* the unsubscription is not acknowledged yet */
};

struct listener {
    struct topic *topic;
    unsigned due;  /* bits of enum mark */
    bool answered; /* has received its answer; receives events */
    bool doubts;   /* was marked stale because Redis refuses changes; receives the state once it is
                      certain */
    /* Called when something became due. Must not call topics_join() or topics_leave(). */
    void (*wake)(struct listener *l);
    /* Whether the listener may see an upload of this owner (NULL: an upload without owner). A
     * listener without this function sees none. */
    bool (*may_see)(const struct listener *l, const char *owner);
    TAILQ_ENTRY(listener) entry;
};

struct topic {
    struct topics *topics;
    char id[ID_SIZE];
    size_t shard; /* whose source fills the topic */
    enum topic_phase phase;
    struct message *newest; /* or NULL: no document yet */
    int64_t epoch, rev;     /* of newest */
    bool owner_known;       /* a snapshot named the owner, which never changes */
    char *owner;            /* or NULL: the upload has no owner */
    bool ended;             /* newest is a final state */
    bool heard;             /* an event arrived since the snapshot was requested */
    bool vanished;          /* Redis has lost the upload */
    bool refused;           /* the last document was refused, and this is logged */
    bool queued;            /* in the source's queue of work */
    bool doubted;           /* a listener was marked stale: read the topic again */
    bool awaited;           /* a listener waits for the snapshot */
    TAILQ_HEAD(, listener) listeners;
    TAILQ_ENTRY(topic) all;
    TAILQ_ENTRY(topic) work;
};

struct topics;

/* The caller owns the result. Returns 0 or ERR_NOMEM. */
int topics_new(struct topics **out);

/* Requires that every topic was released. */
void topics_free(struct topics **t);

/* Sets the number of shards, 1 at first; before any topic is joined. */
void topics_set_shards(struct topics *t, size_t count);

/* Sets the callback of a shard's source: fn is called when a topic gets its first listener or loses
 * its last. The source releases topics without listeners. */
void topics_attach_source(struct topics *t, size_t shard,
                          void (*fn)(void *arg, struct topic *topic), void *arg);

/* Returns the topic of that id, borrowed, or NULL. topics_first() and topics_next() walk all topics
 * of a shard. */
struct topic *topics_find(const struct topics *t, const char *id);
struct topic *topics_first(const struct topics *t, size_t shard);
struct topic *topics_next(const struct topic *topic);
/* Moves the topic to the end of that list. */
void topics_put_last(struct topics *t, struct topic *topic);
/* The number of topics, of all shards. */
size_t topics_count(const struct topics *t);
/* Frees a topic without listeners. */
void topics_release(struct topics *t, struct topic *topic);

/* Sets whether a shard's Redis refuses changes. While it does, no listener receives "gone", and
 * uploads that have not ended are marked stale. Afterwards these topics are doubted until the next
 * topic_take_snapshot(). */
void topics_set_refused(struct topics *t, size_t shard, bool refused);

/* Adds a listener to the topic of that id. An answer (MARK_WATCHING) becomes due as soon as the
 * topic is live. The caller owns the listener and removes it with topics_leave(). Returns 0 or
 * ERR_NOMEM. */
int topics_join(struct topics *t, const char *id, struct listener *l);
void topics_leave(struct topics *t, struct listener *l);

/* Makes the answer due again. */
void topic_answer_again(struct listener *l);

/* Whether the topic has no listeners. */
bool topic_is_deserted(const struct topic *t);

/* Takes a published document. Returns 0, ERR_NOMEM, or ERR_SYNTAX for a document that is not of
 * this upload. */
int topic_take_event(struct topic *t, const char *json, size_t len);

/* Call it when the snapshot is requested. */
void topic_expect_snapshot(struct topic *t);

/* Takes the snapshot and makes the topic live. json is NULL if Redis holds none; owner is NULL if
 * the upload has none. Errors as topic_take_event(). */
int topic_take_snapshot(struct topic *t, const char *json, size_t len, const char *owner);

/* Whether an event arrived and the owner is unknown. No listener may see it until a snapshot names
 * the owner. */
bool topic_wants_owner(const struct topic *t);

#endif
