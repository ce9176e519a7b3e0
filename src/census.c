/* SPDX-License-Identifier: MIT */
/*
 * Five commands, one pipeline. What is not there counts as nothing.
 */
#include "census.h"

#include "error.h"
#include "progress.h"

static const struct {
    const char *name, *help;
} rows[CENSUS_COUNT] = {
    [CENSUS_ACTIVE] = {"uploads_active", "Uploads that have not ended"},
    [CENSUS_LEASES] = {"senders", "Uploads with a sender attached"},
    [CENSUS_WAITING] = {"jobs_waiting", "Jobs that wait for a worker"},
    [CENSUS_RUNNING] = {"jobs_claimed", "Jobs that a worker has claimed"},
    [CENSUS_PARKED] = {"jobs_parked", "Jobs that wait for something else"},
};

const char *census_name(enum census_gauge g)
{
    return rows[g].name;
}

const char *census_help(enum census_gauge g)
{
    return rows[g].help;
}

/* Appends "COMMAND key", and a word more where there is one. */
static int ask(struct redis *r, const char *command, const char *prefix, enum progress_key which,
               const char *word)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {command, key, word};

    progress_key(prefix, which, key);
    return redis_append(r, word != NULL ? 3 : 2, argv, NULL);
}

static int ask_counters(struct redis *r, const char *prefix)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[STAT_COUNT + 2] = {"HMGET", key};

    progress_key(prefix, PROGRESS_STATS, key);
    for (int i = 0; i < STAT_COUNT; i++)
        argv[i + 2] = stats_name((enum stats_counter)i);
    return redis_append(r, STAT_COUNT + 2, argv, NULL);
}

static int ask_all(struct redis *r, const char *prefix)
{
    int err = redis_ensure(r);

    if (err == 0)
        err = ask(r, "ZCARD", prefix, PROGRESS_ACTIVE, NULL);
    if (err == 0)
        err = ask(r, "ZCARD", prefix, PROGRESS_LEASES, NULL);
    if (err == 0)
        err = ask(r, "ZCARD", prefix, PROGRESS_PARKED, NULL);
    if (err == 0)
        err = ask(r, "XLEN", prefix, PROGRESS_JOBS, NULL);
    if (err == 0)
        err = ask(r, "XPENDING", prefix, PROGRESS_JOBS, PROGRESS_GROUP);
    return err != 0 ? err : ask_counters(r, prefix);
}

/* The next reply, or its first item where it is a list: XPENDING's is how many. */
static int take(struct redis *r, int64_t *out)
{
    struct redis_value *v = NULL;
    int err = redis_next(r, &v);

    if (err == 0 && redis_value_type(v) == REDIS_VALUE_ARRAY)
        *out = redis_value_int(redis_value_item(v, 0));
    else if (err == 0)
        *out = redis_value_int(v);
    redis_value_free(&v);
    return err;
}

static int take_counters(struct redis *r, int64_t counters[STAT_COUNT])
{
    struct redis_value *v = NULL;
    int err = redis_next(r, &v);

    for (size_t i = 0; err == 0 && i < STAT_COUNT; i++)
        counters[i] = redis_value_int(redis_value_item(v, i));
    redis_value_free(&v);
    return err;
}

int census_take(struct redis *r, const char *prefix, struct census *out)
{
    int64_t entries = 0;

    *out = (struct census){0};
    int err = ask_all(r, prefix);
    if (err == 0)
        err = take(r, &out->gauges[CENSUS_ACTIVE]);
    if (err == 0)
        err = take(r, &out->gauges[CENSUS_LEASES]);
    if (err == 0)
        err = take(r, &out->gauges[CENSUS_PARKED]);
    if (err == 0)
        err = take(r, &entries);
    if (err == 0)
        err = take(r, &out->gauges[CENSUS_RUNNING]);
    if (err == 0)
        err = take_counters(r, out->counters);
    /* A job that was claimed between the two replies. */
    int64_t waiting = entries - out->gauges[CENSUS_RUNNING];
    out->gauges[CENSUS_WAITING] = waiting > 0 ? waiting : 0;
    return err;
}
