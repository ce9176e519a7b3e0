/* SPDX-License-Identifier: MIT */
/*
 * Publishes a job's record. Every change carries the whole record under the fence of its attempt,
 * so that a later change makes up for a lost one.
 */
#include "worker/job_progress.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "progress/progress.h"

#include <string.h>

#define RETRY_MS 100
/* Interval between tries while Redis is unreachable: each try may take the whole timeout, and the
 * job has other work. */
#define AWAY_MS 1000

void job_progress_init(struct job_progress *r, struct redis *redis, const char *prefix,
                       int64_t interval_ms, const struct upload *upload)
{
    *r = (struct job_progress){
        .redis = redis, .prefix = prefix, .interval_ms = interval_ms, .upload = upload};
}

static void log_refusal(struct job_progress *r, int err)
{
    if (r->refused)
        return;
    r->refused = true;
    log_warn("job_news_refused", "id", r->upload->id, "code", error_code(err), "error",
             error_text(err), NULL);
}

static int job_progress_deliver(struct job_progress *r)
{
    const struct progress_change change = {
        .upload = r->upload,
        .fence = {.writer = NULL, .attempt = r->upload->attempt},
        .interval_ms = 0, /* this module keeps the interval */
    };

    int rc = progress_send(r->redis, r->prefix, &change, NULL);
    r->sent_ms = clock_mono_ms();
    r->owed = r->away = rc == ERR_REDIS;
    if (rc != 0 && rc != ERR_REDIS)
        log_refusal(r, rc);
    return rc;
}

void job_progress_now(struct job_progress *r)
{
    r->owed = true;
    if (r->away)
        job_progress_tick(r);
    else
        (void)job_progress_deliver(r);
}

void job_progress_change(struct job_progress *r)
{
    r->owed = true;
    job_progress_tick(r);
}

void job_progress_tick(struct job_progress *r)
{
    int64_t wait_ms = r->away ? AWAY_MS : r->interval_ms;
    if (r->owed && (r->sent_ms == 0 || clock_mono_ms() - r->sent_ms >= wait_ms))
        (void)job_progress_deliver(r);
}

int job_progress_end(struct job_progress *r, int64_t patience_ms, bool (*stopped)(void))
{
    int64_t end = clock_mono_ms() + patience_ms;
    for (;;) {
        int rc = job_progress_deliver(r);
        if (rc != ERR_REDIS)
            return 0;
        if (clock_mono_ms() >= end || stopped())
            return rc;
        clock_pause_ms(RETRY_MS);
    }
}
