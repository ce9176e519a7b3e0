/* SPDX-License-Identifier: MIT */
/*
 * Reads the numbers from Redis. Missing keys count as 0; missing rights are an error.
 */
#include "progress/site_stats.h"

#include "base/error.h"
#include "progress/progress.h"

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
static int site_stats_ask(struct redis *r, const char *command, const char *prefix,
                          enum progress_key which, const char *word, int64_t *out)
{
    char key[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;

    progress_key(prefix, which, key);
    int err = redis_commandl(r, &v, command, key, word, (const char *)NULL);
    if (err == 0)
        *out =
            redis_value_int(redis_value_type(v) == REDIS_VALUE_ARRAY ? redis_value_item(v, 0) : v);
    redis_value_free(&v);
    return err;
}

/* Without a group no job is claimed: none was ever queued. */
static int ask_claimed(struct redis *r, const char *prefix, int64_t *out)
{
    int err = site_stats_ask(r, "XPENDING", prefix, PROGRESS_JOBS, PROGRESS_GROUP, out);
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
        counters[i] = stats_parse(redis_value_text(redis_value_item(v, i)));
    redis_value_free(&v);
    return err;
}

int site_stats_take(struct redis *r, const char *prefix, struct site_stats *out)
{
    int64_t entries = 0;

    *out = (struct site_stats){0};
    int err =
        site_stats_ask(r, "ZCARD", prefix, PROGRESS_ACTIVE, NULL, &out->gauges[SITE_STATS_ACTIVE]);
    if (err == 0)
        err = site_stats_ask(r, "ZCARD", prefix, PROGRESS_LEASES, NULL,
                             &out->gauges[SITE_STATS_LEASES]);
    if (err == 0)
        err = site_stats_ask(r, "ZCARD", prefix, PROGRESS_PARKED, NULL,
                             &out->gauges[SITE_STATS_PARKED]);
    if (err == 0)
        err = site_stats_ask(r, "XLEN", prefix, PROGRESS_JOBS, NULL, &entries);
    if (err == 0)
        err = ask_claimed(r, prefix, &out->gauges[SITE_STATS_RUNNING]);
    if (err == 0)
        err = ask_counters(r, prefix, out->counters);
    /* A job may have been claimed between the two replies. */
    int64_t waiting = entries - out->gauges[SITE_STATS_RUNNING];
    out->gauges[SITE_STATS_WAITING] = waiting > 0 ? waiting : 0;
    return err;
}
