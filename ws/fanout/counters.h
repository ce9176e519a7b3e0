/* SPDX-License-Identifier: MIT */
/*
 * What this relay has done since it began. One set per process, as there is one log.
 */
#ifndef LOADLINE_COUNTERS_H
#define LOADLINE_COUNTERS_H

#include "base/buffer.h"

#include <stdint.h>

enum counter {
    COUNTER_EVENTS_IN,     /* documents from Redis */
    COUNTER_EVENTS_OUT,    /* documents to clients */
    COUNTER_EVENTS_MERGED, /* documents that a newer one overtook before a client could take them */
    COUNTER_MESSAGES_IN,
    COUNTER_MESSAGES_OUT,
    COUNTER_BYTES_IN,
    COUNTER_BYTES_OUT,
    COUNTER_REDIS_CONNECTS,
    COUNTER_COUNT
};

void counter_add(enum counter c, uint64_t n);

/* A client or one of its requests was refused for this reason, of error.h. */
void counter_refused(int err);

/* Appends all for Prometheus (metric.h). */
void counters_print(struct buffer *out);

#endif
