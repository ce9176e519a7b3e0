/* SPDX-License-Identifier: MIT */
/*
 * Uploads that somebody watches. A topic keeps the newest document once for all who listen, drops
 * what is not newer, and tells each listener what it is owed by marks, never by copies: who is slow
 * finds only the newest state when it gets to read. No I/O: the source (source.h) fills topics.
 */
#ifndef LOADLINE_TOPIC_H
#define LOADLINE_TOPIC_H

#include "base/id.h"
#include "ws/fanout/marks.h"
#include "ws/fanout/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

/* How far the source is with a topic. */
enum topic_phase {
    TOPIC_COLD,        /* not subscribed */
    TOPIC_SUBSCRIBING, /* the acknowledgement is awaited */
    TOPIC_READING,     /* subscribed; the snapshot is awaited */
    TOPIC_LIVE,        /* known, and kept so by events */
    TOPIC_LEAVING      /* the end of the subscription is awaited */
};

struct listener {
    struct topic *topic;
    unsigned due;  /* enum mark */
    bool answered; /* knows where it stands; gets events */
    bool doubts; /* was told so because Redis refuses changes: is told the truth when it is known */
    /* Something became due. Must not join or leave. */
    void (*wake)(struct listener *l);
    /* Whether it may be told of an upload of this owner (NULL: nobody's). Without it: of none. */
    bool (*may_see)(const struct listener *l, const char *owner);
    TAILQ_ENTRY(listener) entry;
};

struct topic {
    struct topics *topics;
    char id[ID_SIZE];
    enum topic_phase phase;
    struct message *newest; /* or NULL: never seen */
    int64_t epoch, rev;     /* of newest */
    bool owner_known;       /* a snapshot told; it never changes */
    char *owner;            /* or NULL: nobody */
    bool ended;             /* newest is a final state */
    bool heard;             /* an event came since the snapshot was asked for */
    bool vanished;          /* Redis has lost it */
    bool refused;           /* what was read last did not hold, and the log knows */
    bool queued;            /* the source is to do something about it */
    bool doubted;           /* somebody doubts: read it again */
    TAILQ_HEAD(, listener) listeners;
    TAILQ_ENTRY(topic) all;
    TAILQ_ENTRY(topic) work;
};

struct topics;

/* 0 or ERR_NOMEM. */
int topics_new(struct topics **out);

/* Every topic must have been released. */
void topics_free(struct topics **t);

/* fn is called when a topic gets its first listener or loses its last. The source releases topics
 * that nobody listens to. */
void topics_attach_source(struct topics *t, void (*fn)(void *arg, struct topic *topic), void *arg);

struct topic *topics_find(const struct topics *t, const char *id); /* or NULL */
struct topic *topics_first(const struct topics *t);
struct topic *topics_next(const struct topic *topic);
/* Moves it to the end of that list. */
void topics_put_last(struct topics *t, struct topic *topic);
size_t topics_count(const struct topics *t);
void topics_release(struct topics *t, struct topic *topic);

/* Whether Redis refuses changes for now. Then nobody is told that there is no such upload, and what
 * is not final is told as stale. Afterwards, topics are doubted until the next topic_settle(). */
void topics_set_refused(struct topics *t, bool refused);

/* Begins to listen; an answer (MARK_WATCHING) becomes due as soon as the topic is live. The
 * listener is the caller's. 0 or ERR_NOMEM. */
int topics_join(struct topics *t, const char *id, struct listener *l);
void topics_leave(struct topics *t, struct listener *l);

/* Makes the answer due once more. */
void topic_answer_again(struct listener *l);

bool topic_is_deserted(const struct topic *t);

/* A published document. 0, or ERR_SYNTAX for one that is not a document of this upload. */
int topic_hear(struct topic *t, const char *json, size_t len);

/* The snapshot is being read from now on. */
void topic_expect_snapshot(struct topic *t);

/* What Redis holds, json NULL: nothing; owner NULL: nobody. Makes the topic live. Errors as
 * topic_hear. */
int topic_settle(struct topic *t, const char *json, size_t len, const char *owner);

/* Whether an event came of which nobody can be told before the owner is known: read the snapshot.
 */
bool topic_wants_owner(const struct topic *t);

#endif
