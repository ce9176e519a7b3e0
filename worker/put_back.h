/* SPDX-License-Identifier: MIT */
/*
 * Uploads that Redis forgot or has in an older state: those that still receive, and those that ended while Redis takes
 * them for unfinished. So many a second that uploads on their way do not wait for it.
 */
#ifndef LOADLINE_PUT_BACK_H
#define LOADLINE_PUT_BACK_H

#include "redis.h"
#include "store.h"

struct put_back {
    struct redis *redis;
    struct store *store;
    const char *prefix;
    int64_t rate; /* changes a second, at least 1 */
    /* The rest is put_back.c's; zero at first. */
    char (*ids)[ID_SIZE];
    size_t count, room;
    int64_t began_ms, changes;
};

/* Whether the upload still receives: nothing is to be done with it but to be told. */
bool put_back_concerns(const struct upload *u);

/* Remembers one of these; from the walk through the spool. 0 or ERR_NOMEM. */
int put_back_note(struct put_back *p, const char *id);

/* Compares all that were noted, and all that Redis takes for unfinished, with disk, which is right. 0, ERR_REDIS or
 * ERR_NOMEM. */
int put_back_run(struct put_back *p);

void put_back_free(struct put_back *p);

#endif
