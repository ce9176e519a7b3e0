/* SPDX-License-Identifier: MIT */
/*
 * Recognizes a primary that answers but refuses writes for now: its memory is full, it cannot save,
 * or its replicas are missing. Reads still succeed, so they may return stale data.
 */
#ifndef LOADLINE_REDIS_REFUSAL_H
#define LOADLINE_REDIS_REFUSAL_H

/* A script that Redis 7 runs only if it accepts writes. It writes nothing, so a user without the
 * right to write can run it too. Older servers do not understand it. */
#define REDIS_REFUSAL_PROBE "#!lua\nreturn 1"

/* Returns the refusal that an error reply reports, also one from within a script: its code and
 * meaning, for the log; static text. NULL for another error, or for NULL. */
const char *redis_refusal_of(const char *error);

#endif
