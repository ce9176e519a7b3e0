/* SPDX-License-Identifier: MIT */
/*
 * One writer per upload, across threads, processes and programs, with takeover by the newest.
 * The lock is an open-file-description lock on <id>/lock. Its content says who wants it: a newcomer
 * writes {token, verb} there without locking; tokens grow with time, and the greatest wins. The
 * holder notices (lock_watch.h), ends its request and lets go. The token also fences every change
 * sent to Redis: what an older holder still has in flight changes nothing.
 */
#ifndef LOADLINE_LOCK_H
#define LOADLINE_LOCK_H

#include "spool/store.h"

#define LOCK_TOKEN_SIZE 29 /* 12 hex digits of wall ms, 16 random ones, NUL: ordered by strcmp */

enum lock_verb {
    LOCK_HEAD,
    LOCK_PATCH,
    LOCK_POST,
    LOCK_DELETE,
    LOCK_NONE /* nobody any more */
};

struct lock;

/* Takes the lock where nobody has it and nobody waits for it; asks nobody to let go. For jobs, for
 * the sweep, and before a takeover. On success *out is the caller's: lock_release(). ERR_LOCKED,
 * ERR_NOT_FOUND (no such upload, or it vanished), ERR_IO, ERR_NOMEM; *out is NULL then. */
int lock_try(struct store *s, const char *id, struct lock **out);

/* What the lock is wanted for, and how long that is worth a wait. */
struct lock_claim {
    enum lock_verb verb;
    int wait_ms;
    bool (*is_vain)(void *arg); /* asked at each look while it waits: true ends it; NULL: never */
    void *arg;
};

/* Asks the holder to let go, and waits for the lock at most claim->wait_ms. Requesters that came
 * later matter to those that wait: a PATCH then ends with ERR_SUPERSEDED. A HEAD or POST waits on,
 * but does not ask a holder that came later than it did, and a POST ends with ERR_LOCKED where a
 * PATCH waits for the lock. A DELETE goes before all, and they wait until it is done. ERR_LOCKED:
 * not released in time, or the wait is in vain. Else as lock_try(). */
int lock_take_over(struct store *s, const char *id, const struct lock_claim *claim,
                   struct lock **out);

/* Whether somebody newer wants it; *verb_out then is what for. False on read errors. */
bool lock_wanted(const struct lock *l, enum lock_verb *verb_out);

const char *lock_id(const struct lock *l);
const char *lock_token(const struct lock *l);

/* Lets go. NULL is fine. */
void lock_release(struct lock **l);

/* Whether anybody holds the lock now (a snapshot, for reports). */
bool lock_held(struct store *s, const char *id);

#endif
