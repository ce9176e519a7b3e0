/* SPDX-License-Identifier: MIT */
/*
 * Parks and wakes jobs. The stream and the index always change in one transaction, so that every
 * job is in one of them.
 */
#include "jobs/delayed_jobs.h"

#include "base/error.h"
#include "progress/progress.h"
#include "scripts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PAGE "500" /* entries read at once */
#define NUMBER_SIZE 24

int delayed_jobs_put(struct redis *r, const struct job_queue *q, const struct job *job,
                     int64_t wake_at_ms)
{
    char parked[PROGRESS_KEY_SIZE], when[NUMBER_SIZE];

    progress_queue_key(q->prefix, PROGRESS_PARKED, q->spool, parked);
    (void)snprintf(when, sizeof when, "%" PRId64, wake_at_ms);
    return jobs_replace(r, q, job, (const char *const[]){"ZADD", parked, when, job->id, NULL});
}

static int delayed_jobs_move(struct redis *r, const struct job_queue *q, int64_t now_ms, int limit,
                             const char *id)
{
    char jobs[PROGRESS_KEY_SIZE], parked[PROGRESS_KEY_SIZE], now[NUMBER_SIZE], most[NUMBER_SIZE];
    const char *argv[] = {parked, jobs, now, most, id};
    struct redis_value *v = NULL;

    progress_queue_key(q->prefix, PROGRESS_JOBS, q->spool, jobs);
    progress_queue_key(q->prefix, PROGRESS_PARKED, q->spool, parked);
    (void)snprintf(now, sizeof now, "%" PRId64, now_ms);
    (void)snprintf(most, sizeof most, "%d", limit);
    int err = redis_script(r, script_wake, 2, 5, argv, NULL, &v);
    int count = (int)redis_value_int(v);
    redis_value_free(&v);
    return err != 0 ? err : count;
}

int delayed_jobs_wake(struct redis *r, const struct job_queue *q, const char *id)
{
    int rc = delayed_jobs_move(r, q, 0, 1, id);
    return rc < 0 ? rc : 0;
}

int delayed_jobs_wake_due(struct redis *r, const struct job_queue *q, int64_t now_wall_ms,
                          int limit)
{
    return delayed_jobs_move(r, q, now_wall_ms, limit, "");
}

static int each_queued(struct redis *r, const struct job_queue *q,
                       void (*fn)(void *arg, const char *id), void *arg)
{
    char jobs[PROGRESS_KEY_SIZE], from[JOBS_ENTRY_SIZE + 1] = "-";

    progress_queue_key(q->prefix, PROGRESS_JOBS, q->spool, jobs);
    for (;;) {
        struct redis_value *v = NULL;
        int err =
            redis_commandl(r, &v, "XRANGE", jobs, from, "+", "COUNT", PAGE, (const char *)NULL);
        size_t n = redis_value_count(v);
        for (size_t i = 0; err == 0 && i < n; i++) {
            const struct redis_value *entry = redis_value_item(v, i);
            const char *id = jobs_entry_id(entry),
                       *at = redis_value_text(redis_value_item(entry, 0));
            if (id != NULL)
                fn(arg, id);
            if (at != NULL)
                (void)snprintf(from, sizeof from, "(%s", at);
        }
        redis_value_free(&v);
        if (err != 0 || n == 0)
            return err;
    }
}

int delayed_jobs_each(struct redis *r, const struct job_queue *q,
                      void (*fn)(void *arg, const char *id), void *arg)
{
    char parked[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;

    /* Read the delayed jobs first: a job that is queued meanwhile then appears in the stream. */
    progress_queue_key(q->prefix, PROGRESS_PARKED, q->spool, parked);
    int err = redis_commandl(r, &v, "ZRANGE", parked, "0", "-1", (const char *)NULL);
    for (size_t i = 0; err == 0 && i < redis_value_count(v); i++)
        fn(arg, redis_value_text(redis_value_item(v, i)));
    redis_value_free(&v);
    return err != 0 ? err : each_queued(r, q, fn, arg);
}

int delayed_jobs_remove_queue(struct redis *r, const struct job_queue *q)
{
    char jobs[PROGRESS_KEY_SIZE], parked[PROGRESS_KEY_SIZE];

    progress_queue_key(q->prefix, PROGRESS_JOBS, q->spool, jobs);
    progress_queue_key(q->prefix, PROGRESS_PARKED, q->spool, parked);
    return redis_commandl(r, NULL, "DEL", jobs, parked, (const char *)NULL);
}
