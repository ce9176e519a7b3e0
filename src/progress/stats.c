/* SPDX-License-Identifier: MIT */
/*
 * Counts in memory and adds the counts to a hash, which has one field for each cell, with the
 * cell's name.
 */
#include "progress/stats.h"

#include "base/error.h"
#include "progress/progress.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BATCH_MAX 64 /* fits into the pipeline */

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "processes can share the counts");

static _Atomic int64_t own_counts[STATS_CELLS_MAX];
static _Atomic int64_t *counts = own_counts;

int stats_share(void)
{
    void *shared =
        mmap(NULL, sizeof own_counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (shared == MAP_FAILED)
        return ERR_NOMEM;
    counts = shared; /* zeroed */
    return 0;
}

static void stats_add_to(size_t cell, int64_t n)
{
    atomic_fetch_add_explicit(&counts[cell], n, memory_order_relaxed);
}

void stats_add(enum stats_counter s, int64_t n)
{
    stats_add_to((size_t)s, n);
}

void stats_add_refused(int err)
{
    stats_add_to(stats_cell_refused(err), 1);
}

void stats_observe(enum stats_histogram which, const char *value, int64_t n)
{
    const struct histogram *h = stats_histogram(which);
    size_t first = stats_cell_series(which, value);
    int64_t counted = n < 0 ? 0 : n;

    if (first == SIZE_MAX)
        return;
    stats_add_to(first + histogram_bucket(h, counted), 1);
    stats_add_to(first + histogram_sum(h), counted);
}

/* --- to Redis --- */

/* Counts taken from the cells, on their way. */
struct stats_batch {
    size_t cells[BATCH_MAX], count;
    int64_t numbers[BATCH_MAX];
};

/* Takes counts from the cells from *at on. */
static void stats_take(struct stats_batch *b, size_t *at)
{
    for (b->count = 0; *at < stats_cells() && b->count < BATCH_MAX; (*at)++) {
        if (atomic_load_explicit(&counts[*at], memory_order_relaxed) == 0)
            continue;
        b->cells[b->count] = *at;
        b->numbers[b->count++] = atomic_exchange(&counts[*at], 0);
    }
}

static int stats_append(struct redis *r, const char *key, size_t cell, int64_t n)
{
    char name[HISTOGRAM_CELL_SIZE], number[24];
    const char *argv[] = {"HINCRBY", key, name, number};

    stats_cell_name(cell, name);
    (void)snprintf(number, sizeof number, "%" PRId64, n);
    return redis_append(r, 4, argv, NULL);
}

/* Sends the batch. What Redis did not take goes back to the cells. */
static int stats_send(struct redis *r, const char *key, const struct stats_batch *b)
{
    size_t sent = 0;
    int rc = redis_ensure(r);

    while (rc == 0 && sent < b->count &&
           stats_append(r, key, b->cells[sent], b->numbers[sent]) == 0)
        sent++;
    for (size_t i = 0; i < b->count; i++) {
        struct redis_value *v = NULL;
        bool taken = i < sent && redis_connected(r) && redis_next(r, &v) == 0 &&
                     redis_value_type(v) != REDIS_VALUE_ERROR;
        redis_value_free(&v);
        if (taken)
            continue;
        stats_add_to(b->cells[i], b->numbers[i]);
        rc = ERR_REDIS;
    }
    return rc;
}

int stats_flush(struct redis *r, const char *prefix)
{
    char key[PROGRESS_KEY_SIZE];
    struct stats_batch batch;
    size_t at = 0;
    int rc = 0;

    progress_key(prefix, PROGRESS_STATS, key);
    do { /* a cell that Redis does not take keeps no other from being counted */
        stats_take(&batch, &at);
        if (batch.count > 0 && stats_send(r, key, &batch) != 0)
            rc = ERR_REDIS;
    } while ((rc == 0 || redis_connected(r)) && at < stats_cells());
    return rc;
}

int64_t stats_parse(const char *text)
{
    char *end;

    if (text == NULL || text[strspn(text, "0123456789")] != '\0')
        return 0;
    return strtoll(text, &end, 10); /* strtoll() cuts a number that is too large */
}
