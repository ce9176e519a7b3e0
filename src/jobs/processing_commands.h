/* SPDX-License-Identifier: MIT */
/*
 * What is asked of an upload's processing from outside: how a stage that happens elsewhere gets on,
 * to try again, to give up. Each takes the upload's lock, changes the record, and tells Redis; the
 * worker goes on from the record.
 */
#ifndef LOADLINE_PROCESSING_COMMANDS_H
#define LOADLINE_PROCESSING_COMMANDS_H

#include "config/config.h"
#include "redis/redis.h"
#include "spool/store.h"

/* Everything is borrowed. */
struct processing {
    const struct config *config;
    struct store *store;
    struct redis *redis;
};

#define PROCESSING_CODE_MAX 64 /* bytes of a failure's code: a-z, 0-9 and "_" */

struct processing_report {
    const char *stage;
    int progress;        /* 0 to 100, -1 unknown */
    const char *message; /* or NULL */
    bool done;
    const char *failure; /* its code, or NULL: it did not fail; the message says why */
    bool retryable;      /* that failure */
};

/* A report on an external stage. ERR_NOT_FOUND; ERR_NOT_WAITING: there is no such stage, or it is
 * not its turn; ERR_BAD_REQUEST for a code that is none; ERR_LOCKED, ERR_IO, ERR_NO_SPACE,
 * ERR_NOMEM. Where Redis could not be told (ERR_REDIS) it is recorded all the same: reporting again
 * does no harm. */
int control_report(const struct processing *c, const char *id, const struct processing_report *r);

/* Processing begins again: at the stage that failed, or at the one named from (NULL: none),
 * whatever became of those behind it. ERR_NOT_FAILED: it did not fail, or not in processing;
 * ERR_BAD_REQUEST: no such stage; the others as above. */
int processing_retry(const struct processing *c, const char *id, const char *from);

/* Removes an upload that has not ended, stopping whoever is at it. ERR_ENDED; the others as above.
 */
int processing_cancel(const struct processing *c, const char *id);

#endif
