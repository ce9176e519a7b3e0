/* SPDX-License-Identifier: MIT */
/*
 * One transfer's state in the publisher, and the changes made from it. For the publisher's own
 * files; request threads use publisher.h. "Under the mutex" means the mutex of the transfer's
 * queue.
 */
#ifndef LOADLINE_TRANSFER_H
#define LOADLINE_TRANSFER_H

#include "fcgi/progress/publisher.h"

#include "spool/lock.h"
#include "progress/progress.h"
#include "progress/progress_alias.h"

#include <stdatomic.h>

#define TRANSFER_IDLE_MS 2000 /* after this time without a byte the transfer counts as idle */
#define TRANSFER_LEASE_RENEW_MS 5000
#define TRANSFER_WHOLE_MS                                                                          \
    5000 /* after this time the whole record is sent again, not its counts                         \
          */

/* The phase of a transfer, as the publisher's thread sees it. */
enum transfer_phase {
    TRANSFER_NEW,     /* not sampled yet */
    TRANSFER_SENDING, /* bytes are arriving */
    TRANSFER_IDLE,    /* the request goes on, but no byte has arrived for a while */
    TRANSFER_PAUSED,  /* the request has ended; the sender is expected back */
    TRANSFER_EXPIRED, /* the sender has not come back in time */
    TRANSFER_ENDED,
    TRANSFER_PHASES
};

/* What a request thread has handed over and the publisher's thread has not taken yet. */
enum transfer_handover {
    TRANSFER_KEPT, /* nothing */
    TRANSFER_LEFT_FOR_A_WHILE,
    TRANSFER_LEFT
};

/* What Redis knows about it. */
enum transfer_news {
    TRANSFER_TOLD,
    TRANSFER_OWED, /* a change must be sent */
    TRANSFER_MUTED /* a newer sender or a later state has replaced it: nothing is sent */
};

struct transfer {
    struct transfer_queue *queue;
    char token[LOCK_TOKEN_SIZE]; /* "": none */
    _Atomic int64_t received;    /* all that is stored of the upload */
    _Atomic int64_t last_byte_ms;

    /* Guarded by the queue's mutex. */
    enum transfer_handover handover;
    struct upload incoming; /* the record handed over */
    struct transfer *next;
    char *scope_incoming, *alias_incoming; /* alias to claim, and its namespace */
    char *result_incoming;

    /* Written by the publisher's thread, under the mutex. */
    enum transfer_phase phase;

    /* Used by the publisher's thread only. */
    struct upload record;
    enum transfer_news news;
    bool is_new;       /* of an upload that Redis has not seen yet */
    int64_t linger_ms; /* longest pause after the last byte */
    int64_t sent_ms, lease_ms;
    int64_t whole_ms;    /* when Redis last took the whole record; 0: it has not */
    char *scope, *alias; /* claimed or held, or NULL */
    bool alias_held, alias_due, alias_asked; /* asked: a reply is pending */
    int64_t alias_ms;                        /* last claimed or renewed */
};

/* Whether a transfer may change from one phase to the other. */
bool transfer_may_follow(enum transfer_phase from, enum transfer_phase to);

/* Creates an empty transfer; token may be NULL. Returns NULL if out of memory. transfer_free()
 * frees it; only its owner may call it. */
struct transfer *transfer_new(struct transfer_queue *q, const char *token);
void transfer_free(struct transfer *t);

/* Starts counting for u (copied), before t is listed. If the last byte arrived so long ago that the
 * web server probably buffered the request, the first change waits until the whole interval has
 * passed, because its bytes belong to all of that time. Returns 0 or ERR_NOMEM. */
int transfer_attach(struct transfer *t, const struct upload *u, int64_t away_ms, int64_t now_ms);

/* Hands over u's content and leaves u empty. Call it under the mutex, or before t is listed. */
void transfer_hand_over(struct transfer *t, struct upload *u, enum transfer_handover how);

/* Whether its request has ended and handed over its record, taken or not. Under the mutex. */
bool transfer_has_left(const struct transfer *t);

/* Whether everything is published, so that t can be freed. While stopping, the return of a sender
 * is not awaited. Under the mutex. */
bool transfer_is_over(const struct transfer *t, bool stopping);

/* Whether a sender is attached or expected back. */
bool transfer_is_attached(const struct transfer *t);

/* Whether the sender of `before` has paused and t continues the same upload. Under the mutex. */
bool transfer_follows(const struct transfer *t, const struct transfer *before);

/* If t follows `before`: mutes `before`, and t continues its timing, because watchers see the
 * chunks as one transfer. Under the mutex. */
void transfer_take_up(struct transfer *t, struct transfer *before);

/* Takes what was handed over and samples the counters. True: a change is due now. Under the mutex.
 */
bool transfer_sample(struct transfer *t, int64_t now_ms, int64_t interval_ms);

/* Returns the change to send; its pointers borrow from t. */
struct progress_change transfer_change(const struct transfer *t, int64_t now_ms,
                                       int64_t interval_ms);

/* Records the outcome of a sent change. */
void transfer_settle(struct transfer *t, const struct progress_outcome *o, int64_t now_ms);

/* transfer_alias_due() tells whether the alias must be claimed or renewed now; at the end of a
 * transfer it always must. transfer_alias() returns the claim, which borrows from t.
 * transfer_settle_alias() records its outcome: t gives up an alias that another upload holds. */
bool transfer_alias_due(struct transfer *t, int64_t now_ms, int64_t ttl_ms);
struct progress_alias transfer_alias(const struct transfer *t, int64_t ttl_ms);
void transfer_settle_alias(struct transfer *t, int err, bool held, int64_t now_ms);

/* Marks everything for sending again, because Redis may have lost data. */
void transfer_owe(struct transfer *t);

#endif
