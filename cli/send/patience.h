/* SPDX-License-Identifier: MIT */
/*
 * How long a client retries, and how long it waits before each retry. A server that names a time
 * (RFC 9110 section 10.2.3) gets no request before it, and retries for an hour; any other gets ten
 * requests in all, in about two minutes.
 */
#ifndef LOADLINE_PATIENCE_H
#define LOADLINE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

/* Zero-initialised; zero it again after every success. */
struct patience {
    int tries;
    int64_t asked_since; /* monotonic: first refusal that named a time; 0: none */
};

/* Counts a failure. wait_ms is the wait that the server asked for, or 0. Returns the time to wait
 * in ms; 0: give up. */
int64_t patience_wait_ms(struct patience *p, int64_t wait_ms);

#endif
