/* SPDX-License-Identifier: MIT */
/*
 * All numbers that the programs count, one cell each: counters, requests by the code of their
 * error, and histograms. A cell's name is its field in the hash of stats.h; its metrics are printed
 * from the cells.
 */
#ifndef LOADLINE_STATS_CELLS_H
#define LOADLINE_STATS_CELLS_H

#include "base/histogram.h"
#include "base/metric.h"

#include <stdint.h>

enum stats_counter {
    STAT_UPLOADS_CREATED,
    STAT_UPLOADS_RECEIVED, /* uploads whose bytes have all arrived */
    STAT_UPLOADS_REFUSED,
    STAT_BYTES_RECEIVED,
    STAT_JOBS_DONE,
    STAT_JOBS_FAILED,
    STAT_STAGES_RUN,
    STAT_STAGES_FAILED,
    STAT_WEBHOOKS_SENT,
    STAT_WEBHOOKS_GIVEN_UP,
    STAT_COUNT
};

enum stats_histogram {
    STAT_UPLOAD_SIZE,     /* bytes */
    STAT_UPLOAD_DURATION, /* ms */
    STAT_FIRST_EVENT,     /* ms */
    STAT_STAGE_TIME,      /* ms, by the kind of the stage */
    STAT_WEBHOOK_ATTEMPTS,
    STAT_HISTOGRAMS
};

#define STATS_CELLS_MAX 256

/* The number of cells, at most STATS_CELLS_MAX. The first STAT_COUNT are the counters. */
size_t stats_cells(void);

/* The cell of requests that failed with this error, 0 or negative. */
size_t stats_cell_refused(int err);

/* The first cell of a series (histogram.h). SIZE_MAX: there is no series with that value. */
size_t stats_cell_series(enum stats_histogram which, const char *value);

const struct histogram *stats_histogram(enum stats_histogram which);

/* Writes the cell's name; a counter's is that of its metric. */
void stats_cell_name(size_t cell, char out[HISTOGRAM_CELL_SIZE]);

/* Returns the cell of that name, or SIZE_MAX. Thread-safe. */
size_t stats_cell_find(const char *name);

/* Returns the counter's metric, static. */
const struct metric *stats_metric(enum stats_counter s);

/* Appends the metrics of all cells in the Prometheus format. cells holds stats_cells() counts, none
 * negative. */
void stats_cells_print(struct buffer *out, const int64_t *cells);

#endif
