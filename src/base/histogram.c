/* SPDX-License-Identifier: MIT */
/*
 * The buckets are stored apart, because each observation then changes one count, and added up when
 * they are printed: Prometheus expects each bucket to include those below it.
 */
#include "base/histogram.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MS_PER_S 1000
#define BOUND_SIZE 32

static size_t histogram_width(const struct histogram *h)
{
    return h->bound_count + 2;
}

static size_t histogram_series_count(const struct histogram *h)
{
    return h->label == NULL ? 1 : h->value_count;
}

size_t histogram_cells(const struct histogram *h)
{
    return histogram_series_count(h) * histogram_width(h);
}

size_t histogram_series(const struct histogram *h, const char *value)
{
    if (h->label == NULL)
        return 0;
    for (size_t i = 0; value != NULL && i < h->value_count; i++)
        if (strcmp(h->values[i], value) == 0)
            return i * histogram_width(h);
    return SIZE_MAX;
}

size_t histogram_bucket(const struct histogram *h, int64_t n)
{
    size_t i = 0;

    while (i < h->bound_count && n > h->bounds[i])
        i++;
    return i;
}

size_t histogram_sum(const struct histogram *h)
{
    return h->bound_count + 1;
}

/* The bound of a bucket, as its label le has it. */
static void histogram_print_bound(const struct histogram *h, size_t bucket, char out[BOUND_SIZE])
{
    if (bucket == h->bound_count)
        (void)snprintf(out, BOUND_SIZE, "+Inf");
    else if (h->unit == HISTOGRAM_MS)
        (void)snprintf(out, BOUND_SIZE, "%g", (double)h->bounds[bucket] / MS_PER_S);
    else
        (void)snprintf(out, BOUND_SIZE, "%" PRId64, h->bounds[bucket]);
}

void histogram_cell_name(const struct histogram *h, size_t cell, char out[HISTOGRAM_CELL_SIZE])
{
    const char *value = h->label == NULL ? "" : h->values[cell / histogram_width(h)];
    size_t within = cell % histogram_width(h);
    char bound[BOUND_SIZE] = "sum";

    if (within != histogram_sum(h))
        histogram_print_bound(h, within, bound);
    (void)snprintf(out, HISTOGRAM_CELL_SIZE, "%s:%s:%s", h->name, value, bound);
}

/* --- printing --- */

/* Appends "loadline_NAME_SUFFIX" and the labels: that of the series, and le if it is not NULL. */
static void histogram_print_sample(struct buffer *out, const struct histogram *h,
                                   const char *suffix, const char *value, const char *le)
{
    const char *comma = "";

    buffer_addf(out, "loadline_%s_%s", h->name, suffix);
    if (h->label == NULL && le == NULL)
        return;
    buffer_add_char(out, '{');
    if (h->label != NULL) {
        buffer_addf(out, "%s=\"%s\"", h->label, value);
        comma = ",";
    }
    if (le != NULL)
        buffer_addf(out, "%sle=\"%s\"", comma, le);
    buffer_add_char(out, '}');
}

static void histogram_print_series(struct buffer *out, const struct histogram *h, const char *value,
                                   const int64_t *cells)
{
    int64_t count = 0, sum = cells[histogram_sum(h)];
    char le[BOUND_SIZE];

    for (size_t i = 0; i <= h->bound_count; i++) {
        count = cells[i] < INT64_MAX - count ? count + cells[i] : INT64_MAX;
        histogram_print_bound(h, i, le);
        histogram_print_sample(out, h, "bucket", value, le);
        buffer_addf(out, " %" PRId64 "\n", count);
    }
    histogram_print_sample(out, h, "sum", value, NULL);
    if (h->unit == HISTOGRAM_MS) /* not by a double: a great sum must still grow by one ms */
        buffer_addf(out, " %" PRId64 ".%03d\n", sum / MS_PER_S, (int)(sum % MS_PER_S));
    else
        buffer_addf(out, " %" PRId64 "\n", sum);
    histogram_print_sample(out, h, "count", value, NULL);
    buffer_addf(out, " %" PRId64 "\n", count);
}

void histogram_print(struct buffer *out, const struct histogram *h, const int64_t *cells)
{
    buffer_addf(out, "# HELP loadline_%s %s.\n# TYPE loadline_%s histogram\n", h->name, h->help,
                h->name);
    for (size_t i = 0; i < histogram_series_count(h); i++)
        histogram_print_series(out, h, h->label == NULL ? "" : h->values[i],
                               cells + i * histogram_width(h));
}
