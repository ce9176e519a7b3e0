/* SPDX-License-Identifier: MIT */
/*
 * The tables of what is counted. The buckets are fixed, so that the counts of all programs and
 * hosts can be added; doc/operations.md lists them.
 */
#include "progress/stats_cells.h"

#include "base/error.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define CODES ((size_t)-ERR_LAST + 1)
#define CODES_FIRST ((size_t)STAT_COUNT)
#define HISTOGRAMS_FIRST (CODES_FIRST + CODES)
#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

static const struct metric stats_metrics[STAT_COUNT] = {
    [STAT_UPLOADS_CREATED] = {"uploads_created", "Uploads that were begun", METRIC_COUNTER},
    [STAT_UPLOADS_RECEIVED] = {"uploads_received", "Uploads of which every byte arrived",
                               METRIC_COUNTER},
    [STAT_UPLOADS_REFUSED] = {"uploads_refused", "Requests for uploads that were refused",
                              METRIC_COUNTER},
    [STAT_BYTES_RECEIVED] = {"upload_bytes", "Bytes of uploads that were stored", METRIC_COUNTER},
    [STAT_JOBS_DONE] = {"jobs_done", "Uploads whose processing succeeded", METRIC_COUNTER},
    [STAT_JOBS_FAILED] = {"jobs_failed", "Uploads whose processing failed", METRIC_COUNTER},
    [STAT_STAGES_RUN] = {"stages_run", "Processing stages that were begun", METRIC_COUNTER},
    [STAT_STAGES_FAILED] = {"stages_failed", "Processing stages that failed", METRIC_COUNTER},
    [STAT_WEBHOOKS_SENT] = {"webhooks_sent", "Webhooks that their receivers took", METRIC_COUNTER},
    [STAT_WEBHOOKS_GIVEN_UP] = {"webhooks_given_up", "Webhooks that were given up", METRIC_COUNTER},
};

static const struct metric requests_refused = {
    "requests_refused", "Requests to upload.fcgi that were refused, by code", METRIC_COUNTER};

/* --- histograms --- */

static const int64_t size_bounds[] = {KIB,      16 * KIB,  128 * KIB, MIB,     8 * MIB,
                                      64 * MIB, 256 * MIB, GIB,       4 * GIB, 16 * GIB,
                                      64 * GIB, 256 * GIB, 1024 * GIB};
static const int64_t duration_bounds[] = {
    100,    500,        SECOND,      2500, 5 * SECOND, 10 * SECOND, 30 * SECOND,
    MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR,   24 * HOUR};
static const int64_t event_bounds[] = {5,   10,     25,   50,          100,   250,
                                       500, SECOND, 2500, 10 * SECOND, MINUTE};
static const int64_t stage_bounds[] = {10,          50,          100,         500,    SECOND,
                                       5 * SECOND,  10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE,
                                       15 * MINUTE, HOUR,        4 * HOUR};
static const int64_t attempt_bounds[] = {1, 2, 3, 5, 8, 13, 21};

/* Every kind of stage that the worker runs itself, and the one that joins parts. An external stage
 * ends by a report, of which the worker has no time. Names of stages are the site's, and could be
 * any number. */
static const char *const stage_kinds[] = {"assemble", "command", "deliver", "digest",
                                          "identify", "notify",  "scan"};

static const struct histogram histograms[STAT_HISTOGRAMS] = {
    [STAT_UPLOAD_SIZE] = {"upload_size_bytes", "Sizes of complete uploads", HISTOGRAM_NUMBER,
                          size_bounds, COUNT(size_bounds), NULL, NULL, 0},
    [STAT_UPLOAD_DURATION] = {"upload_duration_seconds",
                              "Time from the creation of an upload to its last byte", HISTOGRAM_MS,
                              duration_bounds, COUNT(duration_bounds), NULL, NULL, 0},
    [STAT_FIRST_EVENT] = {"first_event_seconds",
                          "Time from the creation of an upload until Redis had its first document",
                          HISTOGRAM_MS, event_bounds, COUNT(event_bounds), NULL, NULL, 0},
    [STAT_STAGE_TIME] = {"stage_duration_seconds",
                         "Time from the start of a stage to its end, pauses included", HISTOGRAM_MS,
                         stage_bounds, COUNT(stage_bounds), "kind", stage_kinds,
                         COUNT(stage_kinds)},
    [STAT_WEBHOOK_ATTEMPTS] = {"webhook_attempts", "Tries per webhook that was sent or given up",
                               HISTOGRAM_NUMBER, attempt_bounds, COUNT(attempt_bounds), NULL, NULL,
                               0},
};

_Static_assert(HISTOGRAMS_FIRST + COUNT(size_bounds) + COUNT(duration_bounds) +
                       COUNT(event_bounds) + COUNT(attempt_bounds) + 8 +
                       COUNT(stage_kinds) * (COUNT(stage_bounds) + 2) <=
                   STATS_CELLS_MAX,
               "STATS_CELLS_MAX is large enough");

const struct histogram *stats_histogram(enum stats_histogram which)
{
    return &histograms[which];
}

/* The first cell of the histogram; of STAT_HISTOGRAMS: the number of all cells. */
static size_t stats_cells_first(enum stats_histogram which)
{
    size_t first = HISTOGRAMS_FIRST;

    for (int i = 0; i < (int)which; i++)
        first += histogram_cells(&histograms[i]);
    return first;
}

/* --- cells --- */

size_t stats_cells(void)
{
    return stats_cells_first(STAT_HISTOGRAMS);
}

size_t stats_cell_refused(int err)
{
    return CODES_FIRST + (err > 0 || err < ERR_LAST ? 0 : (size_t)-err);
}

size_t stats_cell_series(enum stats_histogram which, const char *value)
{
    size_t series = histogram_series(&histograms[which], value);

    return series == SIZE_MAX ? SIZE_MAX : stats_cells_first(which) + series;
}

void stats_cell_name(size_t cell, char out[HISTOGRAM_CELL_SIZE])
{
    if (cell < CODES_FIRST) {
        (void)snprintf(out, HISTOGRAM_CELL_SIZE, "%s", stats_metrics[cell].name);
        return;
    }
    if (cell < HISTOGRAMS_FIRST) {
        (void)snprintf(out, HISTOGRAM_CELL_SIZE, "%s:%s", requests_refused.name,
                       error_code(-(int)(cell - CODES_FIRST)));
        return;
    }
    int which = 0;
    while (cell >= stats_cells_first((enum stats_histogram)(which + 1)))
        which++;
    histogram_cell_name(&histograms[which], cell - stats_cells_first((enum stats_histogram)which),
                        out);
}

const struct metric *stats_metric(enum stats_counter s)
{
    return &stats_metrics[s];
}

/* --- by name --- */

struct named_cell {
    char name[HISTOGRAM_CELL_SIZE];
    size_t cell;
};

static struct named_cell named_cells[STATS_CELLS_MAX];
static pthread_once_t named_once = PTHREAD_ONCE_INIT;

static int stats_cells_compare(const void *a, const void *b)
{
    return strcmp(((const struct named_cell *)a)->name, ((const struct named_cell *)b)->name);
}

static void stats_cells_sort(void)
{
    for (size_t i = 0; i < stats_cells(); i++) {
        stats_cell_name(i, named_cells[i].name);
        named_cells[i].cell = i;
    }
    qsort(named_cells, stats_cells(), sizeof *named_cells, stats_cells_compare);
}

size_t stats_cell_find(const char *name)
{
    struct named_cell wanted;

    (void)pthread_once(&named_once, stats_cells_sort);
    if (strlen(name) >= sizeof wanted.name)
        return SIZE_MAX;
    memcpy(wanted.name, name, strlen(name) + 1);
    const struct named_cell *found =
        bsearch(&wanted, named_cells, stats_cells(), sizeof wanted, stats_cells_compare);
    return found == NULL ? SIZE_MAX : found->cell;
}

/* --- printing --- */

/* Codes that no request had are printed too: of a series that begins with 1 Prometheus does not
 * count the first. 0 is no error. */
static void stats_cells_print_codes(struct buffer *out, const int64_t *cells)
{
    metric_print_head(out, &requests_refused);
    for (size_t i = 1; i < CODES; i++)
        metric_print_labelled(out, &requests_refused, "code", error_code(-(int)i),
                              cells[CODES_FIRST + i]);
}

void stats_cells_print(struct buffer *out, const int64_t *cells)
{
    for (int i = 0; i < STAT_COUNT; i++)
        metric_print(out, &stats_metrics[i], cells[i]);
    stats_cells_print_codes(out, cells);
    for (int i = 0; i < STAT_HISTOGRAMS; i++)
        histogram_print(out, &histograms[i], cells + stats_cells_first((enum stats_histogram)i));
}
