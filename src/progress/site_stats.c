/* SPDX-License-Identifier: MIT */
/*
 * Reads the numbers from Redis. Missing keys count as 0; missing rights are an error.
 */
#include "progress/site_stats.h"

#include "base/error.h"
#include "progress/known_spools.h"
#include "progress/progress.h"

#include <stdlib.h>
#include <string.h>

static const struct metric site_stats_metrics[SITE_STATS_COUNT] = {
    [SITE_STATS_ACTIVE] = {"uploads_active", "Uploads that have not ended", METRIC_GAUGE},
    [SITE_STATS_LEASES] = {"senders", "Uploads with a sender attached", METRIC_GAUGE},
    [SITE_STATS_WAITING] = {"jobs_waiting", "Jobs that wait for a worker", METRIC_GAUGE},
    [SITE_STATS_RUNNING] = {"jobs_claimed", "Jobs that a worker has claimed", METRIC_GAUGE},
    [SITE_STATS_PARKED] = {"jobs_parked", "Jobs that wait for something else", METRIC_GAUGE},
};

const struct metric *site_stats_metric(enum site_stats_gauge g)
{
    return &site_stats_metrics[g];
}

/* Runs "COMMAND key" with an optional word. The reply is a number, or a list that begins with one
 * (XPENDING's count). */
static int site_stats_ask(struct redis *r, const char *command, const char *key, const char *word,
                          int64_t *out)
{
    struct redis_value *v = NULL;

    int err = redis_commandl(r, &v, command, key, word, (const char *)NULL);
    if (err == 0)
        *out =
            redis_value_int(redis_value_type(v) == REDIS_VALUE_ARRAY ? redis_value_item(v, 0) : v);
    redis_value_free(&v);
    return err;
}

/* Without a group no job is claimed: none was ever queued. */
static int ask_claimed(struct redis *r, const char *stream, int64_t *out)
{
    int err = site_stats_ask(r, "XPENDING", stream, PROGRESS_GROUP, out);
    bool no_group = err == ERR_REDIS && redis_connected(r) &&
                    strncmp(redis_failure(r), "NOGROUP", strlen("NOGROUP")) == 0;

    return no_group ? 0 : err;
}

static int ask_counters(struct redis *r, const char *prefix, int64_t counters[STAT_COUNT])
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[STAT_COUNT + 2] = {"HMGET", key};
    struct redis_value *v = NULL;

    progress_key(prefix, PROGRESS_STATS, key);
    for (int i = 0; i < STAT_COUNT; i++)
        argv[i + 2] = stats_metric((enum stats_counter)i)->name;
    int err = redis_command(r, STAT_COUNT + 2, argv, NULL, &v);
    for (size_t i = 0; err == 0 && i < STAT_COUNT; i++)
        counters[i] += stats_parse(redis_value_text(redis_value_item(v, i)));
    redis_value_free(&v);
    return err;
}

/* Adds the size of a zset that all spools share. */
static int ask_shared(struct redis *r, const char *prefix, enum progress_key which, int64_t *sum)
{
    char key[PROGRESS_KEY_SIZE];
    int64_t count = 0;

    progress_key(prefix, which, key);
    int err = site_stats_ask(r, "ZCARD", key, NULL, &count);
    *sum += count;
    return err;
}

int site_stats_add_queue(struct redis *r, const char *prefix, const char *spool,
                         int64_t gauges[SITE_STATS_COUNT])
{
    char key[PROGRESS_KEY_SIZE];
    int64_t entries = 0, claimed = 0, parked = 0;

    progress_queue_key(prefix, PROGRESS_PARKED, spool, key);
    int err = site_stats_ask(r, "ZCARD", key, NULL, &parked);
    progress_queue_key(prefix, PROGRESS_JOBS, spool, key);
    if (err == 0)
        err = site_stats_ask(r, "XLEN", key, NULL, &entries);
    if (err == 0)
        err = ask_claimed(r, key, &claimed);
    /* A job may have been claimed between the two replies. */
    gauges[SITE_STATS_WAITING] += entries > claimed ? entries - claimed : 0;
    gauges[SITE_STATS_RUNNING] += claimed;
    gauges[SITE_STATS_PARKED] += parked;
    return err;
}

/* Adds the queues of all known spools, and the jobs whose spool is not known. */
static int ask_queues(struct redis *r, const char *prefix, int64_t gauges[SITE_STATS_COUNT])
{
    struct known_spool *list;
    size_t count;
    int err = known_spools_read(r, prefix, &list, &count);

    if (err == 0)
        err = site_stats_add_queue(r, prefix, "", gauges);
    for (size_t i = 0; err == 0 && i < count; i++)
        if (i == 0 || strcmp(list[i].spool, list[i - 1].spool) != 0)
            err = site_stats_add_queue(r, prefix, list[i].spool, gauges);
    free(list);
    return err;
}

int site_stats_add_uploads(struct redis *r, const char *prefix, int64_t gauges[SITE_STATS_COUNT])
{
    int err = ask_shared(r, prefix, PROGRESS_ACTIVE, &gauges[SITE_STATS_ACTIVE]);

    return err == 0 ? ask_shared(r, prefix, PROGRESS_LEASES, &gauges[SITE_STATS_LEASES]) : err;
}

int site_stats_add(struct redis *r, const char *prefix, struct site_stats *sum)
{
    int err = site_stats_add_uploads(r, prefix, sum->gauges);

    if (err == 0)
        err = ask_queues(r, prefix, sum->gauges);
    return err == 0 ? ask_counters(r, prefix, sum->counters) : err;
}
