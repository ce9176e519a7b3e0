/* SPDX-License-Identifier: MIT */
/*
 * Counters of this relay since it started. There is one set per process.
 */
#ifndef LOADLINE_COUNTERS_H
#define LOADLINE_COUNTERS_H

#include "base/buffer.h"

#include <stdint.h>

enum counter {
    COUNTER_EVENTS_IN,     /* documents from Redis */
    COUNTER_EVENTS_OUT,    /* documents to clients */
    COUNTER_EVENTS_MERGED, /* documents that a newer one replaced before the client read them */
    COUNTER_MESSAGES_IN,
    COUNTER_MESSAGES_OUT,
    COUNTER_BYTES_IN,
    COUNTER_BYTES_OUT,
    COUNTER_REDIS_CONNECTS,
    COUNTER_COUNT
};

/* Adds n to the counter. */
void counter_add(enum counter c, uint64_t n);

/* Counts a refused client or request by its reason, a code of error.h. */
void counter_refused(int err);

/* Appends all counters in the Prometheus text format (metric.h). */
void counters_print(struct buffer *out);

#endif
