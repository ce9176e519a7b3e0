/* SPDX-License-Identifier: MIT */
/*
 * What the publisher keeps of one transfer, and what it tells of it. The request threads' side is
 * publisher.h; this is for publisher.c only.
 */
#ifndef LOADLINE_TRANSFER_H
#define LOADLINE_TRANSFER_H

#include "publisher.h"

#include "lock.h"
#include "progress.h"
#include "progress_alias.h"

#include <stdatomic.h>

struct transfer {
    struct publisher *publisher;
    char token[LOCK_TOKEN_SIZE]; /* "" : none */
    bool attached; /* between transfer_begin and its end being noticed, or expected back */
    _Atomic int64_t received;
    _Atomic int64_t last_byte_ms;

    /* Under the publisher's mutex. */
    struct upload incoming; /* a newer record to swap in */
    bool has_incoming;
    bool ending;
    bool lingers; /* of one that is ending: its sender is expected back */
    struct transfer *next;
    char *scope_incoming, *alias_incoming; /* to claim: whose name, and the name */
    char *result_incoming;

    /* The publisher's thread only. */
    struct upload record;
    bool fresh;        /* not yet looked at */
    int64_t linger_ms; /* for how long after its last byte */
    bool active, lease, owed, muted;
    int64_t sent_ms, lease_ms;
    char *scope, *alias;                     /* claimed or held; or NULL */
    bool alias_held, alias_due, alias_asked; /* asked: a reply is owed */
    int64_t alias_ms;                        /* when it was claimed or renewed */
};

/* A transfer with nothing in it; token may be NULL. NULL when out of memory. */
struct transfer *transfer_new(struct publisher *p, const char *token);
void transfer_free(struct transfer *t);

/* Starts counting for u (copied). Where the last byte came so long ago that the request was rather gathered by the
 * web server meanwhile, the first change waits for the rest of it: its bytes belong to all of that time. ERR_NOMEM. */
int transfer_attach(struct transfer *t, const struct upload *u, int64_t away_ms, int64_t now_ms);

/* Leaves u's content to be swapped in; under the publisher's mutex or before it is listed. */
void transfer_hand_over(struct transfer *t, struct upload *u, bool lingers);

/* Whether `before` lingers for the same upload. Under the mutex. */
bool transfer_follows(const struct transfer *t, const struct transfer *before);

/* Where `before` lingers for the same upload, that is silenced, and t keeps to its rhythm: to those who watch,
 * chunks are one transfer. Under the mutex. */
void transfer_take_up(struct transfer *t, struct transfer *before);

/* Takes what was handed over and the counters. True where a change is due now. Under the mutex. */
bool transfer_sample(struct transfer *t, int64_t now_ms, int64_t interval_ms);

/* The change to send; borrows from t. */
struct progress_change transfer_change(const struct transfer *t, int64_t interval_ms);

/* Takes note of what became of it. */
void transfer_settle(struct transfer *t, const struct progress_outcome *o, int64_t now_ms);

/* Whether the alias is to be claimed or renewed now; at the end it always is. Then: that claim, and what
 * became of it. A name that somebody else holds is given up. */
bool transfer_alias_due(struct transfer *t, int64_t now_ms, int64_t ttl_ms);
struct progress_alias transfer_alias(const struct transfer *t, int64_t ttl_ms);
void transfer_settle_alias(struct transfer *t, int err, bool held, int64_t now_ms);

/* Redis may know less than before: everything is to be told again. */
void transfer_owe(struct transfer *t);

#endif
