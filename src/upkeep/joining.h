/* SPDX-License-Identifier: MIT */
/*
 * Joins a final upload from its parts (tus 1.0.0, concatenation-unfinished), whoever notices first
 * that they are complete: the sender of the last part, a request for the final upload, or the walk
 * through the spool. It also fails a final upload that can never be whole, and tells what is stored
 * until then.
 */
#ifndef LOADLINE_JOINING_H
#define LOADLINE_JOINING_H

#include "config/config.h"
#include "spool/finals.h"

struct joining {
    struct store *store;
    const struct config *config;
    /* Called when the size of an upload becomes known; an error fails the upload. NULL: nothing to
     * reserve. */
    int (*reserve)(void *arg, const struct upload *u, int64_t bytes);
    /* Called for each change, after the lock is released. It may take members of u. token is the
     * fence. */
    void (*tell)(void *arg, struct upload *u, const char *token);
    void *arg;
};

/* If the final upload is open, takes its lock and joins or fails it; otherwise records a size that
 * has become known, renews its time to live if bytes are stored, and tells the sums of its parts.
 * It waits for the lock, at most wait_ms; 0: not at all. Returns 0, also if the upload is not open
 * or gone; the reason for which it has failed now: ERR_BAD_CONCAT (a part is gone or failed),
 * ERR_TOO_LARGE, or an error of reserve(); ERR_LOCKED, ERR_NO_SPACE, ERR_IO or ERR_NOMEM if it
 * stays open. */
int joining_look(const struct joining *j, const char *id, int wait_ms);

/* Does the same, but only if the final upload can be joined or must fail. */
int joining_settle(const struct joining *j, const char *id);

/* Settles the final uploads of a part that is complete or gone. */
void joining_settle_all(const struct joining *j, char ids[][ID_SIZE], size_t count);

#endif
