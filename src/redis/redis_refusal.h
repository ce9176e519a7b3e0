/* SPDX-License-Identifier: MIT */
/*
 * A server that answers, and takes no writes for now: its memory is full, it is a replica, it
 * cannot save, or its own replicas are away. Reading goes on then, so that what is read may be
 * older than the truth.
 */
#ifndef LOADLINE_REDIS_REFUSAL_H
#define LOADLINE_REDIS_REFUSAL_H

/* A script that Redis 7 runs only where it takes writes, and that writes nothing: a user who may
 * not write asks with it too. Older servers do not understand it. */
#define REDIS_REFUSAL_PROBE "#!lua\nreturn 1"

/* Which refusal an error reply is, also where a script met it: its code and what it means, for the
 * log; static. NULL: the error is another one, or NULL. */
const char *redis_refusal_of(const char *error);

#endif
