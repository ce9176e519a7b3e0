/* SPDX-License-Identifier: MIT */
/*
 * How a number that a program tells of itself is declared, and how it is printed: as Prometheus'
 * text format, version 0.0.4, and as JSON. The names are part of the interface: monitoring is set
 * up with them.
 */
#ifndef LOADLINE_METRIC_H
#define LOADLINE_METRIC_H

#include "base/buffer.h"

#include <stdint.h>

enum metric_kind {
    METRIC_COUNTER, /* only grows */
    METRIC_GAUGE,
    METRIC_GAUGE_MS /* a time in ms; Prometheus wants seconds */
};

struct metric {
    const char *name; /* without "loadline_" and "_total" */
    const char *help; /* for people, without a full stop */
    enum metric_kind kind;
};

/* Appends a metric and its only sample for Prometheus. */
void metric_print(struct buffer *out, const struct metric *m, int64_t value);

/* The same of a metric with a sample for each value of a label: the head first, then each of them.
 */
void metric_print_head(struct buffer *out, const struct metric *m);
void metric_print_labelled(struct buffer *out, const struct metric *m, const char *label,
                           const char *label_value, int64_t value);

/* Appends a member of an object that out ends within. */
void metric_print_json(struct buffer *out, const struct metric *m, int64_t value);

#endif
