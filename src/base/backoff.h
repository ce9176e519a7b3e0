/* SPDX-License-Identifier: MIT */
/*
 * Exponential backoff: how long to leave something alone that failed. Jitter keeps many clients of
 * one server that died from coming back in the same moment; its kinds have their names from
 * "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
 */
#ifndef LOADLINE_BACKOFF_H
#define LOADLINE_BACKOFF_H

#include <stdint.h>

enum backoff_jitter {
    BACKOFF_NO_JITTER,
    BACKOFF_EQUAL_JITTER, /* half of the wait is random */
    BACKOFF_FULL_JITTER,  /* all of it is */
};

struct backoff {
    int64_t base_ms, cap_ms; /* at least 1, and at most UINT32_MAX */
    enum backoff_jitter jitter;
};

/* The wait after so many failures in a row, 0 like 1: base_ms, doubled by each further failure, and
 * at most cap_ms. Jitter only shortens it, to half of it (EQUAL) or to 1 (FULL) at least. */
int64_t backoff_ms(const struct backoff *b, unsigned failures);

#endif
