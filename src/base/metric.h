/* SPDX-License-Identifier: MIT */
/*
 * Declares the metrics of the programs and prints them, in the Prometheus text format (version
 * 0.0.4) and as JSON. The names are part of the interface: monitoring depends on them.
 */
#ifndef LOADLINE_METRIC_H
#define LOADLINE_METRIC_H

#include "base/buffer.h"

#include <stdint.h>

enum metric_kind {
    METRIC_COUNTER, /* never decreases */
    METRIC_GAUGE,
    METRIC_GAUGE_MS /* a time in ms; printed in seconds for Prometheus */
};

struct metric {
    const char *name; /* without "loadline_" and "_total" */
    const char *help; /* for people, without a full stop */
    enum metric_kind kind;
};

/* Appends a metric with its one sample in the Prometheus format. out keeps failures. */
void metric_print(struct buffer *out, const struct metric *m, int64_t value);

/* For a metric with a sample per value of a label: append the head first, then each sample. */
void metric_print_head(struct buffer *out, const struct metric *m);
void metric_print_labelled(struct buffer *out, const struct metric *m, const char *label,
                           const char *label_value, int64_t value);

/* Appends a member to the unfinished JSON object at the end of out. */
void metric_print_json(struct buffer *out, const struct metric *m, int64_t value);

#endif
