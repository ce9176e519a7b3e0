/* SPDX-License-Identifier: MIT */
/*
 * How long a client goes on asking a server that does not answer with success, and how long it
 * waits before the next request. A server that says when to come back (RFC 9110 section 10.2.3) is
 * asked no sooner, and for an hour; any other is asked ten times, in about two minutes.
 */
#ifndef LOADLINE_PATIENCE_H
#define LOADLINE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

/* Zeroed, it is fresh: to be zeroed at every success. */
struct patience {
    int tries;
    int64_t asked_since; /* monotonic: first refusal with a time; 0: none */
};

/* Counts one more failure. wait_ms is what the server asked for, 0 without. Returns how long to
 * wait from now; 0: long enough, the failure is final. */
int64_t patience_wait_ms(struct patience *p, int64_t wait_ms);

#endif
