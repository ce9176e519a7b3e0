/* SPDX-License-Identifier: MIT */
/*
 * External commands for an upload's processing: a report on an external stage, a retry, a
 * cancellation. Each takes the upload's lock, changes the record and updates Redis. The worker
 * continues from the record.
 */
#ifndef LOADLINE_PROCESSING_COMMANDS_H
#define LOADLINE_PROCESSING_COMMANDS_H

#include "config/config.h"
#include "redis/redis_shards.h"
#include "spool/finals.h"

/* Everything is borrowed. */
struct processing {
    const struct config *config;
    struct store *store;
    const struct redis_shards *shards;
    /* Called after a part was removed, with the final uploads that it lists. NULL: they learn about
     * it later. */
    void (*settle)(struct store *s, const struct config *c, const struct redis_shards *shards,
                   char ids[][ID_SIZE], size_t count);
};

#define PROCESSING_CODE_MAX 64 /* bytes of a failure's code: a-z, 0-9 and "_" */

struct processing_report {
    const char *stage;
    int progress;        /* 0 to 100, -1 unknown */
    const char *message; /* or NULL */
    bool done;
    const char *failure; /* the failure's code, or NULL for no failure; message has the reason */
    bool retryable;      /* whether that failure is temporary */
};

/* Applies a report on an external stage. ERR_NOT_FOUND; ERR_NOT_WAITING: no such stage, or it is
 * not its turn; ERR_BAD_REQUEST for a malformed code; ERR_LOCKED, ERR_IO, ERR_NO_SPACE, ERR_NOMEM.
 * On ERR_REDIS the report is recorded, but Redis was not updated; a repeated report is harmless. */
int processing_apply_report(const struct processing *c, const char *id,
                            const struct processing_report *r);

/* Restarts processing at the failed stage, or at the stage named by from (NULL: none), and repeats
 * all later stages. ERR_NOT_FAILED: no failure, or not in processing; ERR_BAD_REQUEST: no such
 * stage; others as processing_apply_report(). */
int processing_retry(const struct processing *c, const char *id, const char *from);

/* Removes an unfinished upload and stops its sender or worker. ERR_ENDED if it has ended already;
 * others as processing_apply_report(). */
int processing_cancel(const struct processing *c, const char *id);

#endif
