/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: the spools that share the Redis. Of several hosts each has its own, or all have
 * one on a shared file system; a copy of a spool with the identity of the first is neither.
 */
#include "cli/doctor/doctor.h"

#include "base/clock.h"
#include "progress/known_spools.h"
#include "progress/site_stats.h"
#include "redis/redis.h"
#include "spool/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIVE_MS 60000

struct spools_seen {
    const struct known_spool *list;
    size_t count;
    char own[SPOOL_ID_SIZE];
    uint64_t file_no;
};

/* Returns a program of the last minute that uses another folder with our spool's identity; NULL:
 * none. */
static const struct known_spool *spools_find_copy(const struct spools_seen *s)
{
    int64_t since_ms = clock_wall_ms() - ALIVE_MS;

    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->list[i].spool, s->own) == 0 && s->list[i].seen_ms >= since_ms &&
            s->file_no != 0 && s->list[i].file_no != 0 && s->list[i].file_no != s->file_no)
            return &s->list[i];
    return NULL;
}

/* Returns the first program, seen last, of a spool that has jobs and no worker; NULL: none. */
static const struct known_spool *spools_find_stuck(struct doctor *d, const struct spools_seen *s,
                                                   int64_t *jobs_out)
{
    int64_t since_ms = clock_wall_ms() - ALIVE_MS;

    for (size_t i = 0; i < s->count; i++) {
        int64_t gauges[SITE_STATS_COUNT] = {0};
        if ((i > 0 && strcmp(s->list[i].spool, s->list[i - 1].spool) == 0) ||
            s->list[i].seen_ms >= since_ms || strcmp(s->list[i].spool, s->own) == 0)
            continue;
        (void)site_stats_add_queue(d->redis, d->config->redis_prefix, s->list[i].spool, gauges);
        *jobs_out =
            gauges[SITE_STATS_WAITING] + gauges[SITE_STATS_RUNNING] + gauges[SITE_STATS_PARKED];
        if (*jobs_out > 0)
            return &s->list[i];
    }
    return NULL;
}

/* Returns a program of the last minute with another spool, where URLs do not tell whose an upload
 * is; NULL: none. A spool that was left behind has no program. */
static const struct known_spool *spools_find_apart(const struct doctor *d,
                                                   const struct spools_seen *s)
{
    int64_t since_ms = clock_wall_ms() - ALIVE_MS;

    for (size_t i = 0; *d->config->host_path == '\0' && i < s->count; i++)
        if (strcmp(s->list[i].spool, s->own) != 0 && s->list[i].seen_ms >= since_ms)
            return &s->list[i];
    return NULL;
}

static size_t spools_count(const struct spools_seen *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->count; i++)
        n += i == 0 || strcmp(s->list[i].spool, s->list[i - 1].spool) != 0;
    return n;
}

static void spools_judge(struct doctor *d, const struct spools_seen *s)
{
    int64_t jobs = 0;
    char remedy[160];
    const struct known_spool *copy = spools_find_copy(s);
    const struct known_spool *apart = copy == NULL ? spools_find_apart(d, s) : NULL;
    const struct known_spool *stuck =
        copy == NULL && apart == NULL ? spools_find_stuck(d, s, &jobs) : NULL;

    if (copy != NULL) {
        check_report_fail(
            &d->report, "spools",
            "on one of the hosts stop the programs, remove .loadline from the spool's "
            "folder, start them again",
            "a program on %s uses another folder with this spool's identity %s: one is "
            "a copy of the other, and jobs of both get lost",
            copy->host, s->own);
    } else if (apart != NULL) {
        check_report_warn(&d->report, "spools",
                          "on each host set host_path, and in host_paths those of all; or let all "
                          "hosts have one spool on a shared file system",
                          "%s uses the spool %s, this host %s, and host_path is not set: a request "
                          "that comes to the other host finds no upload",
                          apart->host, apart->spool, s->own);
    } else if (stuck != NULL) {
        (void)snprintf(remedy, sizeof remedy,
                       "start the worker there; if the host is gone for good: loadline spools "
                       "--forget %s",
                       stuck->spool);
        check_report_warn(&d->report, "spools", remedy,
                          "the spool %s of %s has %" PRId64 " jobs and no program", stuck->spool,
                          stuck->host, jobs);
    } else if (s->count > 0) {
        check_report_ok("spools", "%zu known; this one is %s", spools_count(s), s->own);
    }
}

void doctor_spools(struct doctor *d)
{
    struct known_spool *list = NULL;
    struct store *store = NULL;
    struct spools_seen s = {0};

    if (d->config->spool == NULL || store_open(d->config->spool, false, &store) != 0)
        return; /* already reported for the spool */
    store_identity(store, s.own);
    s.file_no = store_identity_file(store);
    store_close(&store);
    if (known_spools_read(d->redis, d->config->redis_prefix, &list, &s.count) != 0)
        check_report_skip("spools", "they cannot be read: %s", redis_failure(d->redis));
    s.list = list;
    spools_judge(d, &s);
    free(list);
}
