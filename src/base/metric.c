/* SPDX-License-Identifier: MIT */
/*
 * Each metric has one name; this file adds what each format requires.
 */
#include "base/metric.h"

#include <stdbool.h>

#define MS_PER_S 1000.0

/* Appends "loadline_NAME", with the suffix that Prometheus requires for the kind. */
static void metric_print_name(struct buffer *out, const struct metric *m)
{
    buffer_addf(out, "loadline_%s%s", m->name, m->kind == METRIC_COUNTER ? "_total" : "");
}

static void metric_print_value(struct buffer *out, const struct metric *m, int64_t value)
{
    if (m->kind == METRIC_GAUGE_MS)
        buffer_addf(out, " %g\n", (double)value / MS_PER_S);
    else
        buffer_addf(out, " %lld\n", (long long)value);
}

void metric_print_head(struct buffer *out, const struct metric *m)
{
    buffer_add_string(out, "# HELP ");
    metric_print_name(out, m);
    buffer_addf(out, " %s.\n# TYPE ", m->help);
    metric_print_name(out, m);
    buffer_add_string(out, m->kind == METRIC_COUNTER ? " counter\n" : " gauge\n");
}

void metric_print_labelled(struct buffer *out, const struct metric *m, const char *label,
                           const char *label_value, int64_t value)
{
    metric_print_name(out, m);
    buffer_addf(out, "{%s=\"%s\"}", label, label_value);
    metric_print_value(out, m, value);
}

void metric_print(struct buffer *out, const struct metric *m, int64_t value)
{
    metric_print_head(out, m);
    metric_print_name(out, m);
    metric_print_value(out, m, value);
}

void metric_print_json(struct buffer *out, const struct metric *m, int64_t value)
{
    bool first = out->len > 0 && out->data[out->len - 1] == '{';

    buffer_addf(out, "%s\"%s\":%lld", first ? "" : ",", m->name, (long long)value);
}
