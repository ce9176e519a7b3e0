/* SPDX-License-Identifier: MIT */
/*
 * Restores uploads that Redis lost or has in an older state: uploads that still receive bytes, and
 * ended uploads that Redis lists as unfinished. The rate is limited so that active uploads are not
 * delayed, and the time so that the rest of the walk runs too: the next walk continues where this
 * one stopped. One process of a spool at a time.
 */
#ifndef LOADLINE_PUT_BACK_H
#define LOADLINE_PUT_BACK_H

#include "redis/redis_shards.h"
#include "spool/store.h"

/* A process that changed a record updates Redis a moment later: no record is compared before. */
#define PUT_BACK_SETTLED_MS 5000
#define PUT_BACK_RECENT_MAX 256

struct put_back {
    const struct redis_shards *shards;
    bool *open; /* shards to compare; one that fails is closed */
    struct store *store;
    const char *prefix;
    int64_t rate;        /* changes per second, at least 1 */
    int64_t deadline_ms; /* monotonic; at least one change is made */
    char *cursor;        /* of ID_SIZE: the last id that was compared; "": none, or all were */
    bool waits; /* waits for a process that restores the same spool; otherwise leaves it to that
                   process */
    /* Private to put_back.c; zero-initialised. */
    char recent[PUT_BACK_RECENT_MAX][ID_SIZE]; /* differ, and were not settled yet */
    size_t recent_count;
    char (*ids)[ID_SIZE];
    size_t count, room;
    bool cut;     /* ids beyond the last one were dropped */
    bool stopped; /* stopped before the last one */
    int64_t began_ms, changes;
};

/* Whether the upload still receives bytes: Redis has to have it, and no job is due. */
bool put_back_concerns(const struct upload *u);

/* Adds the id of such an upload, during the walk through the spool. Returns 0 or ERR_NOMEM. */
int put_back_note(struct put_back *p, const char *id);

/* Whether as many ids are noted as one run compares. If so, and all ids that follow are higher,
 * they are left to the next run. */
bool put_back_is_full(struct put_back *p);

/* Compares the noted uploads, and those that Redis lists as unfinished, with disk, which is
 * authoritative; afterwards no id is noted. If it reaches the last id, the cursor becomes "".
 * Returns 0, ERR_REDIS if a shard failed, though the others were compared, or ERR_NOMEM. */
int put_back_run(struct put_back *p);

/* Waits until the records have settled that differed but had just changed, and compares these once
 * more: their programs may have told Redis before it came back in an older state. Returns as
 * put_back_run(). */
int put_back_run_recent(struct put_back *p);

/* Frees the noted ids. */
void put_back_free(struct put_back *p);

#endif
