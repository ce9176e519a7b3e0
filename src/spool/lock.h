/* SPDX-License-Identifier: MIT */
/*
 * One writer per upload across threads, processes and programs; the newest request takes over. The
 * lock is an open-file-description lock on <id>/lock. The file holds the takeover request of the
 * newest requester, which writes {token, verb} there without locking. Tokens grow with time, and
 * the greatest wins. The holder notices a newer takeover request (lock_watch.h), ends its own
 * request and releases the lock. The token also fences every change sent to Redis, so that late
 * changes of an older holder have no effect.
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
    LOCK_NONE /* the request was withdrawn */
};

struct lock;

/* Takes the lock if no process holds it and no requester waits for it, without asking the holder to
 * release it. For jobs, for the sweep, and before a takeover. On 0 the caller owns *out and
 * releases it with lock_release(). ERR_LOCKED, ERR_NOT_FOUND (no such upload, or it was removed
 * meanwhile), ERR_IO, ERR_NOMEM; *out is NULL then. */
int lock_try(struct store *s, const char *id, struct lock **out);

/* A claim to the lock: its purpose, and the longest wait. */
struct lock_claim {
    enum lock_verb verb;
    int wait_ms;
    bool (*is_vain)(void *arg); /* called at each poll; true ends the wait; NULL: never ends it */
    void *arg;
};

/* Asks the holder to release the lock, and waits for it at most claim->wait_ms. Newer requests
 * affect the wait. A PATCH then ends with ERR_SUPERSEDED. A HEAD or POST keeps waiting, but does
 * not ask a holder that is newer than itself. A POST ends with ERR_LOCKED if a PATCH waits for the
 * lock. A DELETE goes first, and the others wait until it is done. ERR_LOCKED: not released in
 * time, or is_vain() ended the wait. Other results as lock_try(). */
int lock_take_over(struct store *s, const char *id, const struct lock_claim *claim,
                   struct lock **out);

/* Whether a newer request wants the lock; *verb_out is then its purpose. False on read errors. */
bool lock_wanted(const struct lock *l, enum lock_verb *verb_out);

/* The id and the token of a held lock. They belong to it. */
const char *lock_id(const struct lock *l);
const char *lock_token(const struct lock *l);

/* Releases the lock and clears the pointer. NULL is fine. */
void lock_release(struct lock **l);

/* How long ago the lock was last taken or asked for, in ms; INT64_MAX if that is not known. */
int64_t lock_age_ms(struct store *s, const char *id);

/* Whether any process holds the lock now. A snapshot, for reports. */
bool lock_held(struct store *s, const char *id);

#endif
