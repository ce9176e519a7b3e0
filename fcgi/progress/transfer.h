/* SPDX-License-Identifier: MIT */
/*
 * What the publisher keeps of one transfer, and what it tells of it. The request threads' side is
 * publisher.h; this is for the publisher's own files.
 */
#ifndef LOADLINE_TRANSFER_H
#define LOADLINE_TRANSFER_H

#include "fcgi/progress/publisher.h"

#include "spool/lock.h"
#include "progress/progress.h"
#include "progress/progress_alias.h"

#include <stdatomic.h>

/* Where a transfer is, as the publisher's thread has noticed. */
enum transfer_phase {
    TRANSFER_NEW,     /* not looked at yet */
    TRANSFER_SENDING, /* bytes come */
    TRANSFER_IDLE,    /* its request lasts, and no byte came for a while */
    TRANSFER_PAUSED,  /* its request has ended, and its sender is expected back */
    TRANSFER_EXPIRED, /* the sender did not come back in time */
    TRANSFER_ENDED,
    TRANSFER_PHASES
};

/* What a request thread leaves beside the record, until the publisher's thread takes it. */
enum transfer_handover {
    TRANSFER_KEPT, /* nothing: the request lasts, or it was taken */
    TRANSFER_LEFT_FOR_A_WHILE,
    TRANSFER_LEFT
};

/* What Redis knows of it. */
enum transfer_news {
    TRANSFER_TOLD,
    TRANSFER_OWED, /* a change is to be sent */
    TRANSFER_MUTED /* a newer sender or a later state has the word: nothing is sent */
};

struct transfer {
    struct transfer_queue *queue;
    char token[LOCK_TOKEN_SIZE]; /* "" : none */
    _Atomic int64_t received;
    _Atomic int64_t last_byte_ms;

    /* Under the queue's mutex. */
    enum transfer_handover handover;
    struct upload incoming; /* what was handed over, to swap in */
    struct transfer *next;
    char *scope_incoming, *alias_incoming; /* to claim: whose name, and the name */
    char *result_incoming;

    /* Changed by the publisher's thread only, and under the mutex. */
    enum transfer_phase phase;

    /* The publisher's thread only. */
    struct upload record;
    enum transfer_news news;
    int64_t linger_ms; /* for how long a pause may last after the last byte */
    int64_t sent_ms, lease_ms;
    char *scope, *alias;                     /* claimed or held; or NULL */
    bool alias_held, alias_due, alias_asked; /* asked: a reply is owed */
    int64_t alias_ms;                        /* when it was claimed or renewed */
};

/* Whether a transfer may come from one phase to the other. */
bool transfer_may_follow(enum transfer_phase from, enum transfer_phase to);

/* A transfer with nothing in it; token may be NULL. NULL when out of memory. */
struct transfer *transfer_new(struct transfer_queue *q, const char *token);
void transfer_free(struct transfer *t);

/* Starts counting for u (copied), before t is listed. Where the last byte came so long ago that the
 * request was rather gathered by the web server meanwhile, the first change waits for the rest of
 * it: its bytes belong to all of that time. ERR_NOMEM. */
int transfer_attach(struct transfer *t, const struct upload *u, int64_t away_ms, int64_t now_ms);

/* Leaves u's content to be swapped in; under the mutex or before it is listed. */
void transfer_hand_over(struct transfer *t, struct upload *u, enum transfer_handover how);

/* Whether its request has ended and handed all over, taken or not. Under the mutex. */
bool transfer_has_left(const struct transfer *t);

/* Whether all is told and taken, so that nobody needs it any more; an expected return is not waited
 * for where stopping. Under the mutex. */
bool transfer_is_over(const struct transfer *t, bool stopping);

/* Whether a sender is attached, or expected back. */
bool transfer_is_attached(const struct transfer *t);

/* Whether the sender of `before` has left for a while, and is of the same upload. Under the mutex.
 */
bool transfer_follows(const struct transfer *t, const struct transfer *before);

/* Where t follows `before`, that is silenced, and t keeps to its rhythm: to those who watch,
 * chunks are one transfer. Under the mutex. */
void transfer_take_up(struct transfer *t, struct transfer *before);

/* Takes what was handed over and the counters. True where a change is due now. Under the mutex. */
bool transfer_sample(struct transfer *t, int64_t now_ms, int64_t interval_ms);

/* The change to send; borrows from t. */
struct progress_change transfer_change(const struct transfer *t, int64_t interval_ms);

/* Takes note of what became of it. */
void transfer_settle(struct transfer *t, const struct progress_outcome *o, int64_t now_ms);

/* Whether the alias is to be claimed or renewed now; at the end it always is. Then: that claim, and
 * what became of it. A name that somebody else holds is given up. */
bool transfer_alias_due(struct transfer *t, int64_t now_ms, int64_t ttl_ms);
struct progress_alias transfer_alias(const struct transfer *t, int64_t ttl_ms);
void transfer_settle_alias(struct transfer *t, int err, bool held, int64_t now_ms);

/* Redis may know less than before: everything is to be told again. */
void transfer_owe(struct transfer *t);

#endif
