/* SPDX-License-Identifier: MIT */
/*
 * Writes to disk first, as the worker does. If Redis misses a change, the next reconciliation
 * repeats it.
 */
#include "jobs/processing_commands.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/final_parts.h"
#include "spool/lock.h"
#include "base/log.h"
#include "webhook/outbox.h"
#include "jobs/delayed_jobs.h"
#include "upload/pipeline.h"
#include "progress/progress.h"

#include <string.h>

#define LOCK_PATIENCE_MS 2000 /* a worker that delays the job releases the lock soon */
#define LOCK_POLL_MS 20

/* One upload under its lock. */
struct held {
    const struct processing *processing;
    struct lock *lock;
    struct upload upload;
};

/* Waits briefly for a job to release the lock, without asking it to. */
static int wait_for_job(const struct processing *c, const char *id, struct lock **out)
{
    int64_t end = clock_mono_ms() + LOCK_PATIENCE_MS;
    for (;;) {
        int rc = lock_try(c->store, id, out);
        if (rc != ERR_LOCKED || clock_mono_ms() >= end)
            return rc;
        clock_pause_ms(LOCK_POLL_MS);
    }
}

static int hold_for_removal(const struct processing *c, const char *id, struct lock **out)
{
    const struct lock_claim claim = {.verb = LOCK_DELETE, .wait_ms = (int)c->config->lock_wait_ms};

    return lock_take_over(c->store, id, &claim, out);
}

static int processing_commands_hold(const struct processing *c, const char *id,
                                    int (*take)(const struct processing *c, const char *id,
                                                struct lock **out),
                                    struct held *h)
{
    *h = (struct held){.processing = c};
    upload_init(&h->upload);
    int rc = take(c, id, &h->lock);
    if (rc == 0)
        rc = store_load(c->store, id, &h->upload);
    if (rc == 0)
        trace_parent_log(id, h->upload.traceparent);
    return rc;
}

static void processing_commands_let_go(struct held *h)
{
    lock_release(&h->lock);
    upload_free(&h->upload);
}

static int processing_commands_save(struct held *h)
{
    h->upload.updated_at = clock_wall_ms();
    return store_save(h->processing->store, &h->upload);
}

static struct redis *redis_of(const struct held *h)
{
    return redis_shards_of(h->processing->shards, h->upload.id);
}

/* Updates Redis, fenced by the attempt, or by the lock's token when the upload is removed. */
static int processing_commands_tell(const struct held *h, const char *writer)
{
    const struct progress_change change = {
        .upload = &h->upload,
        .fence = {.writer = writer, .attempt = writer ? 0 : h->upload.attempt},
    };
    return progress_send(redis_of(h), h->processing->config->redis_prefix, &change, NULL);
}

/* --- reports --- */

static bool is_code(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return len >= 1 && len <= PROCESSING_CODE_MAX && text[len] == '\0';
}

/* Returns the stage that waits for this report, or NULL. */
static struct stage *find_waiting(struct held *h, const char *name)
{
    const struct config_stage *settings = pipeline_stage(h->processing->config, name);
    struct stage *stage = upload_find_stage(&h->upload, name);

    if (stage == NULL || settings == NULL || strcmp(settings->kind, "external") != 0 ||
        stage->state != STAGE_RUNNING || h->upload.state != STATE_PROCESSING)
        return NULL;
    return stage;
}

static int fail_stage(struct held *h, struct stage *stage, const struct processing_report *r)
{
    const struct config_stage *settings = pipeline_stage(h->processing->config, r->stage);
    const struct stage_failure f = {
        .code = r->failure,
        .message = r->message ? r->message : "The stage failed elsewhere",
        .retryable = r->retryable,
        .required = strcmp(settings->required, "no") != 0,
    };

    int rc = upload_fail_stage(&h->upload, stage, &f, clock_wall_ms());
    if (rc == 0 && f.required) {
        h->upload.state = STATE_FAILED;
        rc = upload_set_message(&h->upload.message, f.message);
    }
    return rc;
}

static int apply(struct held *h, struct stage *stage, const struct processing_report *r)
{
    if (r->failure != NULL)
        return fail_stage(h, stage, r);
    upload_set_stage_message(&h->upload, stage, r->message);
    stage->progress = r->done ? 100 : r->progress;
    if (r->done) {
        stage->state = STAGE_DONE;
        stage->ended_at = clock_wall_ms();
    }
    return 0;
}

static int take_report(struct held *h, const struct processing_report *r)
{
    bool ends = r->done || r->failure != NULL;
    struct stage *stage = find_waiting(h, r->stage);
    struct outbox_draft *event = NULL;

    if (stage == NULL)
        return ERR_NOT_WAITING;
    int rc = apply(h, stage, r);
    if (rc == 0 && ends)
        h->upload.wake_at = clock_wall_ms(); /* continue this attempt now */
    if (rc == 0 && h->upload.state == STATE_FAILED)
        event = outbox_draft(h->processing->store, h->processing->config, EVENT_FAILED, &h->upload);
    if (rc == 0)
        rc = processing_commands_save(h);
    outbox_settle(&event, rc == 0);
    if (rc == 0)
        rc = processing_commands_tell(h, NULL);
    lock_release(&h->lock); /* so that the woken worker finds it free */
    if ((rc == 0 || rc == ERR_REDIS) && ends) {
        const struct job_queue q = {h->processing->config->redis_prefix, h->upload.spool};
        int woken = delayed_jobs_wake(redis_of(h), &q, h->upload.id);
        rc = rc == 0 ? woken : rc;
    }
    return rc;
}

int processing_apply_report(const struct processing *c, const char *id,
                            const struct processing_report *r)
{
    struct held h;

    if (r->failure != NULL && !is_code(r->failure))
        return ERR_BAD_REQUEST;
    int rc = processing_commands_hold(c, id, wait_for_job, &h);
    if (rc == 0)
        rc = take_report(&h, r);
    processing_commands_let_go(&h);
    return rc;
}

/* --- retry --- */

static void reset(struct stage *s)
{
    s->state = STAGE_WAITING;
    s->progress = -1;
    s->tries = 0;
    s->started_at = s->ended_at = 0;
    (void)upload_set(&s->message, NULL);
}

static int processing_commands_reset_stages(struct upload *u, const char *from)
{
    const struct stage *first = from ? upload_find_stage(u, from) : NULL;

    if (from != NULL && first == NULL)
        return ERR_BAD_REQUEST;
    for (struct stage *s = u->stages; s < u->stages + u->stage_count; s++) {
        if (s->state != STAGE_DONE || (first != NULL && s >= first))
            reset(s);
    }
    return 0;
}

static int begin_again(struct held *h, const char *from)
{
    struct upload *u = &h->upload;

    if (u->state != STATE_FAILED || u->stage_count == 0 ||
        (!u->complete && !upload_awaits_assembly(u)))
        return ERR_NOT_FAILED;
    int rc = processing_commands_reset_stages(u, from);
    if (rc != 0)
        return rc;
    upload_clear_failure(u);
    u->state = STATE_QUEUED;
    u->attempts_before = u->attempt;
    u->wake_at = 0;
    (void)upload_set(&u->message, NULL);
    rc = processing_commands_save(h);
    return rc == 0 ? processing_commands_tell(h, NULL) : rc;
}

int processing_retry(const struct processing *c, const char *id, const char *from)
{
    struct held h;

    int rc = processing_commands_hold(c, id, wait_for_job, &h);
    if (rc == 0)
        rc = begin_again(&h, from);
    if (rc == 0)
        log_info("retried", "id", id, "from", from ? from : "", NULL);
    processing_commands_let_go(&h);
    return rc;
}

/* --- cancel --- */

static int remove_upload(struct held *h)
{
    char token[LOCK_TOKEN_SIZE], finals[FINALS_MAX][ID_SIZE];
    const struct processing *c = h->processing;
    struct upload *u = &h->upload;
    size_t count = 0;

    if (!state_allows(u->state, STATE_CANCELLED))
        return ERR_ENDED;
    (void)final_parts_fill(c->store, u); /* what watchers have seen */
    u->state = STATE_CANCELLED;
    u->updated_at = clock_wall_ms();
    struct outbox_draft *event = outbox_draft(c->store, c->config, EVENT_CANCELLED, u);
    int rc = u->kind == KIND_PARTIAL ? finals_remove_part(c->store, u->id, finals, &count)
                                     : store_remove(c->store, u->id);
    outbox_settle(&event, rc == 0);
    if (rc != 0)
        return rc;
    memcpy(token, lock_token(h->lock), sizeof token);
    lock_release(&h->lock);
    log_info("removed", "id", u->id, "state", state_name(u->state), NULL);
    rc = processing_commands_tell(h, token);
    if (c->settle != NULL)
        c->settle(c->store, c->config, c->shards, finals, count);
    return rc;
}

int processing_cancel(const struct processing *c, const char *id)
{
    struct held h;

    int rc = processing_commands_hold(c, id, hold_for_removal, &h);
    if (rc == 0)
        rc = remove_upload(&h);
    processing_commands_let_go(&h);
    return rc;
}
