/* SPDX-License-Identifier: MIT */
/*
 * Counts in memory and adds the counts to a hash, which has one field per counter, with the name of
 * its metric.
 */
#include "progress/stats.h"

#include "progress/progress.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
};

static _Atomic int64_t counts[STAT_COUNT];

void stats_add(enum stats_counter s, int64_t n)
{
    atomic_fetch_add(&counts[s], n);
}

int stats_flush(struct redis *r, const char *prefix)
{
    char key[PROGRESS_KEY_SIZE], number[24];

    progress_key(prefix, PROGRESS_STATS, key);
    for (int i = 0; i < STAT_COUNT; i++) {
        int64_t n = atomic_exchange(&counts[i], 0);
        if (n == 0)
            continue;
        (void)snprintf(number, sizeof number, "%" PRId64, n);
        int rc = redis_commandl(r, NULL, "HINCRBY", key, stats_metrics[i].name, number,
                                (const char *)NULL);
        if (rc != 0) {
            atomic_fetch_add(&counts[i], n);
            return rc;
        }
    }
    return 0;
}

int64_t stats_parse(const char *text)
{
    char *end;

    if (text == NULL || text[strspn(text, "0123456789")] != '\0')
        return 0;
    return strtoll(text, &end, 10); /* strtoll() cuts a number that is too large */
}

const struct metric *stats_metric(enum stats_counter s)
{
    return &stats_metrics[s];
}
