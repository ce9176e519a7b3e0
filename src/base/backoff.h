/* SPDX-License-Identifier: MIT */
/*
 * Exponential backoff: the time to wait before an operation that failed is tried again. Jitter
 * spreads the retries of many clients after one server failed. The kinds of jitter are named as in
 * "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
 */
#ifndef LOADLINE_BACKOFF_H
#define LOADLINE_BACKOFF_H

#include <stdint.h>

enum backoff_jitter {
    BACKOFF_NO_JITTER,
    BACKOFF_EQUAL_JITTER, /* half of the wait is random */
    BACKOFF_FULL_JITTER,  /* the whole wait is random */
};

struct backoff {
    int64_t base_ms, cap_ms; /* at least 1, and at most UINT32_MAX */
    enum backoff_jitter jitter;
};

/* Returns the wait in ms after this many failures in a row; 0 failures count as 1. The wait is
 * base_ms, doubled by each further failure, at most cap_ms. Jitter only shortens it: to half of it
 * at least (EQUAL), to 1 ms at least (FULL). */
int64_t backoff_ms(const struct backoff *b, unsigned failures);

#endif
