/* SPDX-License-Identifier: MIT */
/*
 * The host of the stages: builds each stage's context, turns its calls into changes of the record,
 * and records its end.
 */
#include "worker/job_stages.h"

#include "spool/store_parts.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "upload/pipeline.h"
#include "progress/stats.h"
#include "worker/stages/stage_output.h"
#include "worker/stages/stage_kinds.h"
#include "worker/stage_counts.h"
#include "worker/stop.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RESULT_DEPTH 4

/* One run of one stage. */
struct run {
    struct stages *all;
    struct stage *stage;
    char data_path[PATH_MAX];
    char out_path[PATH_MAX + 24];
};

static void job_stages_report(struct stage_context *ctx, int progress, const char *message)
{
    struct run *run = ctx->host;
    bool same = message ? run->stage->message && strcmp(message, run->stage->message) == 0
                        : run->stage->message == NULL;

    if (same && progress == run->stage->progress)
        return;
    run->stage->progress = progress;
    if (!same)
        upload_set_stage_message(run->all->upload, run->stage, message);
    job_progress_change(run->all->report);
}

/* A program's output may be any bytes: make it valid text like messages. */
static int set_result(struct stage_context *ctx, const char *key, const char *value)
{
    struct run *run = ctx->host;
    struct upload *u = run->all->upload;
    size_t used = u->result ? strlen(u->result) : 0;
    char *clean = NULL;

    if (used + strlen(key) + strlen(value) > STAGE_RESULT_MAX) {
        log_warn("result_dropped", "id", u->id, "stage", run->stage->name, "key", key, NULL);
        return ERR_BOUND;
    }
    int rc = upload_set_message(&clean, value);
    if (rc == 0)
        rc = upload_set_result(u, key, clean);
    if (rc == 0 && strcmp(key, "type") == 0 && !u->type)
        rc = upload_set(&u->type, clean);
    free(clean);
    return rc;
}

static int job_stages_keep(struct stage_context *ctx, const char *text)
{
    struct run *run = ctx->host;
    int rc = upload_set_kept(run->all->upload, run->stage, text);

    if (rc == 0)
        rc = store_save(run->all->worker->store, run->all->upload);
    ctx->kept = run->stage->kept;
    return rc;
}

static int64_t go_out(struct stage_context *ctx, const struct receiver_request *q)
{
    struct stages *all = ((struct run *)ctx->host)->all;
    int64_t wait_ms = receivers_enter(all->worker->receivers, all->place, q, clock_mono_ms());

    if (wait_ms > 0)
        return wait_ms;
    all->out = true;
    (void)kill(getppid(), SIGCHLD); /* tells the worker that a slot is free */
    if (all->turn >= 0)
        close(all->turn);
    all->turn = -1;
    return 0;
}

static void come_back(struct stage_context *ctx, const struct receiver_request *q,
                      enum receiver_end end)
{
    const struct stages *all = ((struct run *)ctx->host)->all;

    receivers_leave(all->worker->receivers, all->place, q, end, clock_mono_ms());
}

static bool stopped(struct stage_context *ctx)
{
    struct run *run = ctx->host;
    if (stop_reason() != STOP_NO)
        return true;
    job_progress_tick(run->all->report);
    return false;
}

static bool job_stages_deleted(struct stage_context *ctx)
{
    (void)ctx;
    return stop_reason() == STOP_DELETED;
}

static int make_paths(struct run *run)
{
    const struct upload *u = run->all->upload;
    int rc = store_data_path(run->all->worker->store, u->id, run->data_path, sizeof run->data_path);
    if (rc != 0)
        return rc;
    const char *slash = strrchr(run->data_path, '/');
    (void)snprintf(run->out_path, sizeof run->out_path, "%.*s/out/.%d",
                   (int)(slash - run->data_path), run->data_path, u->attempt);
    return 0;
}

/* Runs the stage that makes the file, unless it is recorded already, and records the file. */
static int job_stages_make_file(struct stages *all, const struct stage_ops *ops,
                                struct stage_context *ctx)
{
    if (all->upload->complete)
        return 0;
    int rc = ops->run(ctx);
    return rc == 0 ? store_finish(all->worker->store, all->upload, ctx->data_fd) : rc;
}

/* Runs the stage with a folder, whose files are kept if it succeeds. */
static int job_stages_run_in_folder(struct run *run, const struct stage_ops *ops,
                                    struct stage_context *ctx)
{
    const struct stages *all = run->all;

    int rc = stage_output_begin(all->upload_fd, all->upload->attempt, &ctx->out_fd);
    if (rc == 0)
        rc = ops->run(ctx);
    if (ctx->out_fd >= 0)
        close(ctx->out_fd);
    if (rc == 0)
        rc = stage_output_keep(all->upload_fd, all->upload->attempt, run->stage->name);
    if (rc != 0)
        stage_output_drop(all->upload_fd, all->upload->attempt);
    return rc;
}

static int job_stages_run_one(struct run *run, const struct stage_ops *ops,
                              struct stage_context *ctx)
{
    if (ops->makes_file)
        return job_stages_make_file(run->all, ops, ctx);
    return ops->writes_files ? job_stages_run_in_folder(run, ops, ctx) : ops->run(ctx);
}

/* Calls the stage with its context. */
static int call(struct run *run, const struct stage_ops *ops, struct stage_context *ctx)
{
    struct stages *all = run->all;

    int rc = make_paths(run);
    if (rc == 0)
        rc = store_open_data(all->worker->store, all->upload->id, ops->makes_file, &ctx->data_fd);
    if (rc == 0)
        rc = job_stages_run_one(run, ops, ctx);
    store_close_data(all->worker->store, &ctx->data_fd);
    return rc;
}

static void job_stages_begin(struct run *run, const struct stage_ops *ops)
{
    struct stage *stage = run->stage;

    if (ops && ops->is_elsewhere && stage->state == STAGE_RUNNING)
        return;
    stage->state = STAGE_RUNNING;
    stage->progress = -1;
    if (stage->started_at == 0) /* else its patience has begun */
        stage->started_at = clock_wall_ms();
    stage->ended_at = 0;
    (void)upload_set_setback(run->all->upload, stage, NULL);
    upload_set_stage_message(run->all->upload, stage, NULL);
    job_progress_now(run->all->report);
}

static int record_done(struct run *run)
{
    struct upload *u = run->all->upload;

    run->stage->state = STAGE_DONE;
    run->stage->progress = 100;
    (void)upload_set_kept(u, run->stage, NULL);
    run->stage->ended_at = u->updated_at = clock_wall_ms();
    int rc = store_save(run->all->worker->store, u);
    if (rc == 0)
        job_progress_now(run->all->report);
    return rc;
}

/* Records a failed optional stage; the upload continues without it. */
static int record_miss(struct run *run)
{
    struct upload *u = run->all->upload;

    u->updated_at = clock_wall_ms();
    int rc = store_save(run->all->worker->store, u);
    if (rc == 0)
        job_progress_now(run->all->report);
    return rc;
}

static int record_failure(struct run *run, int err, const struct stage_context *ctx)
{
    struct upload *u = run->all->upload;
    bool told = err == ERR_STAGE && ctx->fail_code;
    const struct stage_failure f = {
        .code = told ? ctx->fail_code : error_code(err),
        .message = told ? ctx->fail_message : error_text(err),
        .retryable = told ? ctx->fail_retryable : true,
        .required = ctx->settings == NULL || strcmp(ctx->settings->required, "no") != 0,
    };

    log_warn("stage_failed", "id", u->id, "stage", run->stage->name, "code", f.code, "message",
             f.message, "required", f.required ? "yes" : "no", NULL);
    if (upload_fail_stage(u, run->stage, &f, clock_wall_ms()) != 0)
        return ERR_NOMEM;
    return f.required ? ERR_STAGE : record_miss(run);
}

/* --- stages that run again later --- */

/* Puts the job off at this stage, until the record's wake_at. */
static int job_stages_put_off(struct run *run, const struct stage_context *ctx)
{
    struct upload *u = run->all->upload;
    int64_t now = clock_wall_ms();
    int64_t pause =
        ctx->wait_ms > 0 ? ctx->wait_ms : stage_pause_ms(ctx->settings, run->stage->tries);
    int64_t wake_at = now + pause;

    if (ctx->patience_ends_at > now && wake_at > ctx->patience_ends_at)
        wake_at = ctx->patience_ends_at;
    run->stage->tries += ctx->wait_ms == 0;
    run->stage->state = STAGE_WAITING;
    run->stage->progress = -1;
    upload_set_stage_message(u, run->stage, ctx->fail_message);
    (void)upload_set_setback(u, run->stage, ctx->fail_code);
    u->wake_at = wake_at;
    log_info("stage_put_off", "id", u->id, "stage", run->stage->name, "code", ctx->fail_code,
             "tries", LOG_INT(run->stage->tries), "pause_ms", LOG_INT(wake_at - now), NULL);
    return STAGE_LATER;
}

static int evaluate_later(struct run *run, const struct stage_ops *ops,
                          const struct stage_context *ctx)
{
    if (stage_is_out_of_patience(ctx))
        return record_failure(run, ERR_STAGE, ctx);
    if (!ops->is_elsewhere)
        return job_stages_put_off(run, ctx);
    /* It continues when the external program reports, at the latest when patience ends. */
    run->all->upload->wake_at = ctx->patience_ends_at;
    return STAGE_LATER;
}

static int job_stages_evaluate(struct run *run, int rc, const struct stage_ops *ops,
                               const struct stage_context *ctx)
{
    if (rc == STAGE_STOPPED)
        return rc;
    if (rc == STAGE_LATER)
        return evaluate_later(run, ops, ctx);
    if (rc == ERR_STAGE && ctx->fail_retryable && ctx->settings &&
        run->stage->tries < ctx->settings->retries)
        return job_stages_put_off(run, ctx);
    return record_failure(run, rc, ctx);
}

/* --- all stages --- */

static struct stage_context job_stages_context(struct run *run, const struct config_stage *settings)
{
    return (struct stage_context){
        .upload = run->all->upload,
        .settings = settings,
        .config = &run->all->worker->config,
        .data_path = run->data_path,
        .out_path = run->out_path,
        .upload_fd = run->all->upload_fd,
        .wake_fd = stop_wake_fd(),
        .host = run,
        .report = job_stages_report,
        .set_result = set_result,
        .stopped = stopped,
        .kept = run->stage->kept,
        .keep = job_stages_keep,
        .deleted = job_stages_deleted,
        .data_fd = -1,
        .out_fd = -1,
        .patience_ends_at = run->stage->started_at + (settings ? settings->patience_ms : 0),
        .go_out = go_out,
        .come_back = come_back,
    };
}

static int run_stage(struct run *run, const struct config_stage *settings,
                     const struct stage_ops *ops)
{
    job_stages_begin(run, ops);
    struct stage_context ctx = job_stages_context(run, settings);
    stats_add(STAT_STAGES_RUN, 1);
    int rc = ops ? call(run, ops, &ctx)
                 : stage_fail(&ctx, "stage_unknown", true,
                              "The worker's settings have no stage of this name");
    rc = rc != 0 ? job_stages_evaluate(run, rc, ops, &ctx) : record_done(run);
    /* An end that is not recorded comes again. A required stage's failure is recorded with the
     * job's end. */
    if (rc == 0 || (rc == ERR_STAGE && run->stage->state == STAGE_FAILED))
        stage_counts_note(&ctx, run->stage, ops);
    if (rc == 0 && run->stage->state == STAGE_DONE && ops->makes_file)
        store_parts_drop(run->all->upload_fd);
    return rc;
}

static bool has_ended(const struct stage *s)
{
    /* A failure recorded earlier did not fail the upload. */
    return s->state == STAGE_DONE || s->state == STAGE_SKIPPED || s->state == STAGE_FAILED;
}

/* The type that identify found may select other stages. If memory is out, the present stages run.
 */
static void reroute(struct stages *s, const struct stage_ops *ops)
{
    struct json *result = NULL;

    if (ops != &stage_identify || s->upload->result == NULL ||
        json_parse(s->upload->result, strlen(s->upload->result), RESULT_DEPTH, &result) != 0)
        return;
    const char *type = json_get_string(result, "type", NULL);
    if (type != NULL && pipeline_reroute(&s->worker->config, type, s->upload) != 0)
        log_warn("not_rerouted", "id", s->upload->id, "type", type, NULL);
    json_free(&result);
}

int job_stages_run(struct stages *s)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < s->upload->stage_count; i++) {
        struct run run = {.all = s, .stage = &s->upload->stages[i]};
        if (has_ended(run.stage))
            continue;
        if (s->out) {
            /* This stage occupies a slot again and needs a turn of its owner: the job is claimed
             * once more. */
            s->upload->wake_at = clock_wall_ms();
            return STAGE_LATER;
        }
        const struct config_stage *settings = pipeline_stage(&s->worker->config, run.stage->name);
        const struct stage_ops *ops =
            settings ? stage_find(settings) : stage_find_own(run.stage->name);
        rc = run_stage(&run, settings, ops);
        if (rc == 0)
            reroute(s, ops);
    }
    return rc;
}

void job_stages_abandon(struct stages *s)
{
    for (size_t i = 0; i < s->upload->stage_count; i++) {
        struct run run = {.all = s, .stage = &s->upload->stages[i]};
        const struct config_stage *settings = pipeline_stage(&s->worker->config, run.stage->name);
        const struct stage_ops *ops = settings ? stage_find(settings) : NULL;
        if (run.stage->kept == NULL || ops == NULL || ops->abandon == NULL)
            continue;
        struct stage_context ctx = job_stages_context(&run, settings);
        ops->abandon(&ctx);
    }
}
