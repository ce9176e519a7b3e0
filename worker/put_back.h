/* SPDX-License-Identifier: MIT */
/*
 * Uploads that Redis forgot or has in an older state: those that still receive, and those that
 * ended while Redis takes them for unfinished. So many a second that uploads on their way do not
 * wait for it, and for so long at a time that the rest of the walk has its turn: the next walk goes
 * on where this one stopped. One process of a spool at a time.
 */
#ifndef LOADLINE_PUT_BACK_H
#define LOADLINE_PUT_BACK_H

#include "redis/redis.h"
#include "spool/store.h"

struct put_back {
    struct redis *redis;
    struct store *store;
    const char *prefix;
    int64_t rate;        /* changes a second, at least 1 */
    int64_t deadline_ms; /* monotonic; one change is made in any case */
    char *cursor;        /* of ID_SIZE: the last id that was compared; "": none, or all were */
    bool waits;          /* for whoever puts back the same spool; otherwise it is left to them */
    /* The rest is put_back.c's; zero at first. */
    char (*ids)[ID_SIZE];
    size_t count, room;
    bool cut;     /* there are ids behind the last one */
    bool stopped; /* before the last one */
    int64_t began_ms, changes;
};

/* Whether the upload still receives bytes: Redis has to know of it, and no job is due. */
bool put_back_concerns(const struct upload *u);

/* Remembers one of these; from the walk through the spool. 0 or ERR_NOMEM. */
int put_back_note(struct put_back *p, const char *id);

/* Compares what was noted, and what Redis takes for unfinished, with disk, which is right; then
 * nothing is noted any more. Where it comes to the last id the cursor is "". 0, ERR_REDIS or
 * ERR_NOMEM. */
int put_back_run(struct put_back *p);

void put_back_free(struct put_back *p);

#endif
