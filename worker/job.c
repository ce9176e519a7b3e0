/* SPDX-License-Identifier: MIT */
/*
 * Processes one job. The disk is authoritative: the attempt is recorded before its first stage, and
 * the end before it is published. A redelivered entry finds on disk what is left to do.
 */
#include "worker/job.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "base/log.h"
#include "webhook/outbox.h"
#include "jobs/delayed_jobs.h"
#include "upload/pipeline.h"
#include "progress/stats.h"
#include "worker/job_progress.h"
#include "worker/stages/stage_kinds.h"
#include "worker/job_stages.h"
#include "worker/stop.h"
#include "worker/stages/orphans.h"
#include "worker/owner_limit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The process that queued the upload may hold its lock for a moment. */
#define LOCK_PATIENCE_MS 2000
#define LOCK_POLL_MS 20
/* How long the job retries to publish its end in Redis. After that the entry is redelivered. */
#define END_PATIENCE_MS 60000

/* Interval between checks whether an owner's turn is free. */
#define TURN_POLL_MS 500

struct work {
    const struct worker *worker;
    const struct job *entry;
    struct lock *lock;
    struct redis *redis;
    struct upload upload;
    struct job_progress report;
    bool goes_on; /* continues the attempt that waited */
    size_t place;
    int turn;          /* the owner's turn, or -1 */
    char *traceparent; /* of the caller */
};

static bool job_is_stopped(void)
{
    return stop_reason() != STOP_NO;
}

static void log_left(const struct work *k, const char *what, int err)
{
    log_warn(what, "id", k->entry->id, "entry", k->entry->entry, "code", error_code(err), "error",
             error_text(err), NULL);
}

static int job_take_lock(struct work *k)
{
    int64_t end = clock_mono_ms() + LOCK_PATIENCE_MS;
    for (;;) {
        int rc = lock_try(k->worker->store, k->entry->id, &k->lock);
        if (rc != ERR_LOCKED || clock_mono_ms() >= end || job_is_stopped())
            return rc;
        clock_pause_ms(LOCK_POLL_MS);
    }
}

static int job_save(struct work *k)
{
    k->upload.updated_at = clock_wall_ms();
    return store_save(k->worker->store, &k->upload);
}

static bool was_delivered(const struct work *k)
{
    for (size_t i = 0; i < k->upload.stage_count; i++) {
        const struct stage *s = &k->upload.stages[i];
        const struct config_stage *c = pipeline_stage(&k->worker->config, s->name);
        if (s->state == STAGE_DONE && c != NULL && stage_find(c) == &stage_deliver)
            return true;
    }
    return false;
}

/* Removes the file from the spool if the record says that it was delivered. */
static void drop_delivered(struct work *k)
{
    if (k->upload.location == NULL || strcmp(k->upload.location, UPLOAD_DELIVERED) != 0)
        return;
    int rc = store_drop_data(k->worker->store, k->upload.id);
    if (rc != 0)
        log_left(k, "data_not_dropped", rc);
}

/* Publishes the end that the record has. */
static enum job_end tell_end(struct work *k)
{
    drop_delivered(k);
    int rc = job_progress_end(&k->report, END_PATIENCE_MS, job_is_stopped);
    if (rc != 0) {
        log_left(k, "job_end_untold", rc);
        return JOB_LEFT;
    }
    log_info("job_ended", "id", k->upload.id, "state", state_name(k->upload.state), "attempt",
             LOG_INT(k->upload.attempt), NULL);
    return JOB_FINISHED;
}

/* Saves the record, and the webhooks' events with it. */
static int save_end(struct work *k)
{
    struct outbox_draft *event = NULL;

    if (k->upload.state == STATE_FAILED)
        event = outbox_draft(k->worker->store, &k->worker->config, EVENT_FAILED, &k->upload);
    int rc = job_save(k);
    outbox_settle(&event, rc == 0);
    return rc;
}

static enum job_end end_as(struct work *k, enum state state)
{
    k->upload.state = state;
    if (state == STATE_DONE && was_delivered(k))
        (void)upload_set(&k->upload.location, UPLOAD_DELIVERED);
    (void)upload_set_message(&k->upload.message,
                             state == STATE_FAILED ? k->upload.failure.message : NULL);
    int rc = save_end(k);
    if (rc != 0) {
        log_left(k, "job_not_recorded", rc);
        return JOB_LEFT;
    }
    enum job_end end = tell_end(k);
    stats_add(state == STATE_DONE ? STAT_JOBS_DONE : STAT_JOBS_FAILED, 1);
    if (end != JOB_FINISHED)
        return end;
    return state == STATE_DONE ? JOB_DONE : JOB_FAILED;
}

static enum job_end give_up(struct work *k)
{
    struct stages stages = {
        .worker = k->worker, .upload = &k->upload, .report = &k->report, .upload_fd = -1};
    char text[96];

    job_stages_abandon(&stages);
    (void)snprintf(text, sizeof text, "Processing was started %d times and never ended",
                   k->upload.attempt - k->upload.attempts_before);
    for (size_t i = 0; i < k->upload.stage_count; i++) {
        struct stage *s = &k->upload.stages[i];
        if (s->state == STAGE_WAITING || s->state == STAGE_RUNNING)
            s->state = STAGE_SKIPPED;
    }
    if (upload_set_failure(&k->upload, "attempts_exceeded", text, NULL, error_status(ERR_STAGE),
                           true) != 0)
        return JOB_LEFT;
    return end_as(k, STATE_FAILED);
}

/* A stage that an earlier attempt did not finish counts as not begun. */
static void job_reset_stages(struct upload *u)
{
    for (size_t i = 0; i < u->stage_count; i++) {
        struct stage *s = &u->stages[i];
        if (s->state != STAGE_RUNNING)
            continue;
        s->state = STAGE_WAITING;
        s->progress = -1;
        if (s->tries == 0) /* else its patience goes on */
            s->started_at = 0;
        (void)upload_set(&s->message, NULL);
    }
}

/* A job that waited continues its attempt; any other begins a new one. */
static int job_begin(struct work *k)
{
    k->goes_on = k->upload.wake_at != 0;
    k->upload.attempt += k->goes_on ? 0 : 1;
    k->upload.wake_at = 0;
    k->upload.state = STATE_PROCESSING;
    (void)upload_set(&k->upload.message, NULL);
    if (!k->goes_on)
        job_reset_stages(&k->upload);
    int rc = job_save(k);
    if (rc == 0) {
        log_info("job_begins", "id", k->upload.id, "attempt", LOG_INT(k->upload.attempt), NULL);
        job_progress_now(&k->report);
    }
    return rc;
}

/* Stops early. An attempt that was cut off from outside does not count. An attempt that the worker
 * did not survive does, because it may be the cause. If the upload is being deleted, the record
 * belongs to the deleter. */
static enum job_end job_stop(struct work *k)
{
    if (stop_reason() == STOP_SHUTDOWN) {
        job_reset_stages(&k->upload);
        (void)upload_set_message(&k->upload.message, "Waiting for a worker");
        job_progress_now(&k->report);
        if (!stop_is_orphaned() && k->goes_on)
            k->upload.wake_at = clock_wall_ms();
        else if (!stop_is_orphaned())
            k->upload.attempt--;
        (void)job_save(k);
    }
    log_info("job_stopped", "id", k->entry->id, "reason",
             stop_reason() == STOP_SHUTDOWN ? "shutdown" : "deleted", NULL);
    return stop_reason() == STOP_SHUTDOWN ? JOB_STOPPED : JOB_LEFT;
}

static enum job_end job_delay_until(struct work *k, int64_t wake_at)
{
    int rc = delayed_jobs_put(k->redis, &k->worker->queue, k->entry, wake_at);
    if (rc != 0) {
        log_left(k, "job_not_parked", rc);
        return JOB_LEFT;
    }
    return JOB_DELAYED;
}

/* Delays the job until the record's wake_at. */
static enum job_end job_delay(struct work *k)
{
    int rc = job_progress_end(&k->report, END_PATIENCE_MS, job_is_stopped);
    if (rc != 0) {
        log_left(k, "job_not_parked", rc);
        return JOB_LEFT;
    }
    log_info("job_waits", "id", k->upload.id, "wait_ms",
             LOG_INT(k->upload.wake_at - clock_wall_ms()), NULL);
    return job_delay_until(k, k->upload.wake_at);
}

static enum job_end process(struct work *k)
{
    struct stages stages = {.worker = k->worker,
                            .upload = &k->upload,
                            .report = &k->report,
                            .upload_fd = -1,
                            .place = k->place,
                            .turn = k->turn};
    int rc = job_begin(k);
    if (rc == 0)
        rc = store_open_folder(k->worker->store, k->upload.id, &stages.upload_fd);
    if (rc == 0)
        rc = job_stages_run(&stages);
    k->turn = stages.turn;
    if (stages.upload_fd >= 0)
        close(stages.upload_fd);
    if (rc == 0)
        return end_as(k, STATE_DONE);
    if (rc == ERR_STAGE)
        return end_as(k, STATE_FAILED);
    if (rc == STAGE_STOPPED)
        return job_stop(k);
    if (rc == STAGE_LATER)
        rc = job_save(k);
    if (rc == 0)
        return job_delay(k);
    log_left(k, "job_not_recorded", rc);
    return JOB_LEFT;
}

/* Waits if the owner has as many jobs running as allowed. */
static enum job_end job_take_turn(struct work *k)
{
    int rc = owner_limit_take(k->worker->store, k->upload.owner, k->worker->config.jobs_per_owner,
                              &k->turn);
    if (rc == ERR_BUSY)
        return job_delay_until(k, clock_wall_ms() + TURN_POLL_MS);
    if (rc != 0)
        log_left(k, "turns_failed", rc); /* and continues without a turn */
    enum job_end end = process(k);
    if (k->turn >= 0)
        close(k->turn);
    return end;
}

/* The upload was removed, or its folder is elsewhere although the job is in this spool's stream. */
static enum job_end job_without_upload(const struct work *k)
{
    log_warn("job_without_upload", "id", k->entry->id, "entry", k->entry->entry, "spool",
             k->worker->spool, NULL);
    return JOB_FINISHED;
}

/* Decides from the record on disk what is left to do. */
static enum job_end job_decide(struct work *k)
{
    const struct config *c = &k->worker->config;
    int rc = store_load(k->worker->store, k->entry->id, &k->upload);
    if (rc == ERR_NOT_FOUND)
        return job_without_upload(k);
    if (rc != 0) {
        log_left(k, "job_unreadable", rc);
        return k->entry->deliveries > c->attempts ? JOB_FINISHED : JOB_LEFT;
    }
    trace_parent_log(k->upload.id, k->upload.traceparent);
    memcpy(k->traceparent, k->upload.traceparent, sizeof k->upload.traceparent);
    job_progress_init(&k->report, k->redis, c->redis_prefix, c->progress_interval_ms, &k->upload);
    if (state_ended(k->upload.state))
        return tell_end(k);
    if (!k->upload.complete && !upload_awaits_assembly(&k->upload)) {
        log_left(k, "job_early", ERR_NOT_FINISHED);
        return JOB_LEFT;
    }
    if (k->upload.wake_at > clock_wall_ms())
        return job_delay(k);
    if (k->upload.wake_at == 0 && k->upload.attempt - k->upload.attempts_before >= c->attempts)
        return give_up(k);
    return job_take_turn(k);
}

static enum job_end job_take(struct work *k)
{
    int rc = job_take_lock(k);
    if (rc == ERR_NOT_FOUND)
        return job_without_upload(k);
    if (rc == 0 && job_is_stopped()) /* while it waited for the lock */
        return JOB_STOPPED;
    if (rc == 0)
        rc = stop_watch(k->lock);
    if (rc == 0)
        return job_decide(k);
    if (rc != ERR_LOCKED)
        log_left(k, "job_left", rc);
    return JOB_LEFT;
}

enum job_end job_run(const struct worker *w, const struct job *entry, size_t place,
                     char traceparent_out[TRACE_PARENT_SIZE])
{
    struct work k = {
        .worker = w, .entry = entry, .place = place, .turn = -1, .traceparent = traceparent_out};
    enum job_end end = JOB_LEFT;

    upload_init(&k.upload);
    orphans_adopt();
    int rc = stop_prepare();
    if (rc == 0)
        rc = redis_shards_open_one(&w->redis, redis_shards_place(w->redis.count, entry->id),
                                   (int)w->config.redis_timeout_ms, &k.redis);
    if (rc == 0)
        end = job_take(&k);
    else
        log_left(&k, "job_left", rc);
    stop_forget();
    lock_release(&k.lock);
    upload_free(&k.upload);
    redis_free(&k.redis);
    return end;
}
