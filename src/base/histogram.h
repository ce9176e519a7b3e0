/* SPDX-License-Identifier: MIT */
/*
 * Histograms of the metrics: fixed buckets, and what the Prometheus text format (version 0.0.4)
 * makes of them. The counts belong to the caller: an array of cells. Each series has a cell for
 * each bucket, one for what is above all bounds, and one for the sum.
 */
#ifndef LOADLINE_HISTOGRAM_H
#define LOADLINE_HISTOGRAM_H

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_CELL_SIZE 80 /* of the name of a cell, with a NUL */

enum histogram_unit {
    HISTOGRAM_NUMBER, /* printed as it is: bytes, attempts */
    HISTOGRAM_MS      /* a time in ms, printed in seconds */
};

struct histogram {
    const char *name; /* without "loadline_" */
    const char *help; /* for people, without a full stop */
    enum histogram_unit unit;
    const int64_t *bounds; /* the greatest value of each bucket, ascending */
    size_t bound_count;
    const char *label; /* NULL: there is one series, without labels */
    const char *const *values;
    size_t value_count;
};

/* The number of cells of all series. */
size_t histogram_cells(const struct histogram *h);

/* The first cell of the series with this value of the label; value is ignored without labels.
 * SIZE_MAX: there is no such series. */
size_t histogram_series(const struct histogram *h, const char *value);

/* Within a series: the cell of the bucket that n belongs to, and that of the sum. */
size_t histogram_bucket(const struct histogram *h, int64_t n);
size_t histogram_sum(const struct histogram *h);

/* Writes the name of a cell, NAME:VALUE:LE or NAME:VALUE:sum. It does not change when buckets or
 * values are added. */
void histogram_cell_name(const struct histogram *h, size_t cell, char out[HISTOGRAM_CELL_SIZE]);

/* Appends all series. cells holds histogram_cells() counts, none negative; a sum of them beyond
 * INT64_MAX is printed as that. out keeps failures. */
void histogram_print(struct buffer *out, const struct histogram *h, const int64_t *cells);

#endif
