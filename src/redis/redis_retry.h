/* SPDX-License-Identifier: MIT */
/*
 * When to connect again to a server that failed. Threads that have a connection each share it, so
 * that a server that hangs holds one of them, and the others fail at once. Thread-safe.
 */
#ifndef LOADLINE_REDIS_RETRY_H
#define LOADLINE_REDIS_RETRY_H

#include "redis/redis_tls.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define REDIS_NAME_SIZE 32 /* bytes of a server's name, which a reason begins with */
#define REDIS_FAILURE_SIZE (REDIS_NAME_SIZE + REDIS_WHY_SIZE)

/* All zero at first. Only the functions below read and change it. */
struct redis_retry {
    unsigned failures; /* in a row */
    int64_t at_ms;     /* monotonic clock: not before */
    bool trying;       /* a thread connects, after a failure */
    atomic_bool silent;
    char why[REDIS_FAILURE_SIZE];
};

/* Whether to connect now. True: tell the result, with *turn_out, which the others wait for after a
 * failure. False during the backoff of the last failure (50 ms doubling to 2 s, with jitter), and
 * while another thread connects after it; why_out has the reason of the failure. */
bool redis_retry_begin(struct redis_retry *t, bool *turn_out, char why_out[REDIS_FAILURE_SIZE]);

/* Whether redis_retry_begin() would refuse. */
bool redis_retry_refuses(struct redis_retry *t);

/* The server let this thread in: the others may connect too. */
void redis_retry_connected(struct redis_retry *t, bool has_turn);

/* The server answered a command on a new connection: it has not failed any more. */
void redis_retry_answered(struct redis_retry *t);

/* The server failed; is_silent: it did not answer a command in time. The failures of several
 * connections at once count as one. has_turn as redis_retry_begin() said; false for one that was
 * let in. */
void redis_retry_fail(struct redis_retry *t, bool has_turn, bool is_silent, const char *why);

/* Whether the server left a command without answer, and no connection since then was let in: the
 * other connections are not to be trusted. */
bool redis_retry_is_silent(const struct redis_retry *t);

#endif
