/* SPDX-License-Identifier: MIT */
/*
 * The host of the stages: gives each its context, turns its calls into changes of the record, and records
 * its end.
 */
#include "worker/stages.h"

#include "assembly.h"
#include "clock.h"
#include "error.h"
#include "log.h"
#include "stats.h"
#include "worker/out.h"
#include "worker/stage.h"
#include "worker/stop.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One run of one stage. */
struct run {
    struct stages *all;
    struct stage *stage;
    char data_path[PATH_MAX];
    char out_path[PATH_MAX + 24];
};

/* "Virus scan: 12 of 30 MB" */
static void set_message(struct upload *u, struct stage *stage, const char *message)
{
    char text[UPLOAD_MESSAGE_MAX + 1];

    (void)upload_set_message(&stage->message, message);
    (void)snprintf(text, sizeof text, "%s%s%s", stage->label ? stage->label : stage->name,
                   stage->message ? ": " : "", stage->message ? stage->message : "");
    (void)upload_set_message(&u->message, text);
}

static void report(struct stage_context *ctx, int progress, const char *message)
{
    struct run *run = ctx->host;
    bool same = message ? run->stage->message && strcmp(message, run->stage->message) == 0
                        : run->stage->message == NULL;

    if (same && progress == run->stage->progress)
        return;
    run->stage->progress = progress;
    if (!same)
        set_message(run->all->upload, run->stage, message);
    report_change(run->all->report);
}

/* What a program says may be any bytes: made presentable as messages are. */
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

static bool stopped(struct stage_context *ctx)
{
    struct run *run = ctx->host;
    if (stop_reason() != STOP_NO)
        return true;
    report_tick(run->all->report);
    return false;
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

/* Runs the stage that the file comes from, unless it was recorded already, and records the file. */
static int make_file(struct stages *all, const struct stage_ops *ops, struct stage_context *ctx)
{
    if (all->upload->complete)
        return 0;
    int rc = ops->run(ctx);
    return rc == 0 ? store_finish(all->worker->store, all->upload, ctx->data_fd) : rc;
}

/* Calls the stage with everything it is given. */
static int call(struct run *run, const struct stage_ops *ops, struct stage_context *ctx)
{
    struct stages *all = run->all;

    ctx->data_fd = ctx->out_fd = -1;
    int rc = make_paths(run);
    if (rc == 0)
        rc = store_open_data(all->worker->store, all->upload->id, ops->makes_file, &ctx->data_fd);
    if (rc == 0)
        rc = out_begin(all->upload_fd, all->upload->attempt, &ctx->out_fd);
    if (rc == 0)
        rc = ops->makes_file ? make_file(all, ops, ctx) : ops->run(ctx);
    if (ctx->data_fd >= 0)
        close(ctx->data_fd);
    if (ctx->out_fd >= 0)
        close(ctx->out_fd);
    if (rc == 0)
        rc = out_keep(all->upload_fd, all->upload->attempt, run->stage->name);
    if (rc < 0)
        out_drop(all->upload_fd, all->upload->attempt);
    return rc;
}

static void begin(struct run *run)
{
    struct stage *stage = run->stage;

    stage->state = STAGE_RUNNING;
    stage->progress = -1;
    stage->started_at = clock_wall_ms();
    stage->ended_at = 0;
    set_message(run->all->upload, stage, NULL);
    report_now(run->all->report);
}

static int record_done(struct run *run)
{
    struct upload *u = run->all->upload;

    run->stage->state = STAGE_DONE;
    run->stage->progress = 100;
    run->stage->ended_at = u->updated_at = clock_wall_ms();
    int rc = store_save(run->all->worker->store, u);
    if (rc == 0)
        report_now(run->all->report);
    return rc;
}

/* The upload does without it. */
static int record_miss(struct run *run, const char *code, const char *message)
{
    struct upload *u = run->all->upload;

    log_warn("stage_failed", "id", u->id, "stage", run->stage->name, "code", code, "message",
             message, "required", "no", NULL);
    u->updated_at = clock_wall_ms();
    int rc = store_save(run->all->worker->store, u);
    if (rc == 0)
        report_now(run->all->report);
    return rc;
}

static bool is_required(const struct stage_context *ctx)
{
    return ctx->settings == NULL || strcmp(ctx->settings->required, "no") != 0;
}

static int record_failure(struct run *run, int err, const struct stage_context *ctx)
{
    struct upload *u = run->all->upload;
    bool told = err == ERR_STAGE && ctx->fail_code;
    const char *code = told ? ctx->fail_code : error_code(err);
    const char *message = told ? ctx->fail_message : error_text(err);

    run->stage->state = STAGE_FAILED;
    run->stage->ended_at = clock_wall_ms();
    (void)upload_set_message(&run->stage->message, message);
    stats_add(STAT_STAGES_FAILED, 1);
    if (!is_required(ctx))
        return record_miss(run, code, message);
    for (struct stage *s = run->stage + 1; s < u->stages + u->stage_count; s++)
        s->state = STAGE_SKIPPED;
    log_warn("stage_failed", "id", u->id, "stage", run->stage->name, "code", code, "message",
             message, NULL);
    if (upload_set_failure(u, code, message, run->stage->name, error_status(ERR_STAGE),
                           told ? ctx->fail_retryable : true) != 0)
        return ERR_NOMEM;
    return ERR_STAGE;
}

static int run_stage(struct run *run, const struct config_stage *settings,
                     const struct stage_ops *ops)
{
    struct stage_context ctx = {
        .upload = run->all->upload,
        .settings = settings,
        .data_path = run->data_path,
        .out_path = run->out_path,
        .upload_fd = run->all->upload_fd,
        .wake_fd = stop_wake_fd(),
        .host = run,
        .report = report,
        .set_result = set_result,
        .stopped = stopped,
    };

    begin(run);
    stats_add(STAT_STAGES_RUN, 1);
    int rc = ops ? call(run, ops, &ctx)
                 : stage_fail(&ctx, "stage_unknown", true,
                              "The worker's settings have no stage of this name");
    if (rc == 0) {
        rc = record_done(run);
        if (rc == 0 && ops->makes_file)
            assembly_drop(run->all->upload_fd);
        return rc;
    }
    return rc == STAGE_STOPPED ? rc : record_failure(run, rc, &ctx);
}

static const struct config_stage *settings_of(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->stage_count; i++) {
        if (strcmp(c->stages[i].name, name) == 0)
            return &c->stages[i];
    }
    return NULL;
}

int stages_run(struct stages *s)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < s->upload->stage_count; i++) {
        struct run run = {.all = s, .stage = &s->upload->stages[i]};
        if (run.stage->state == STAGE_DONE || run.stage->state == STAGE_SKIPPED ||
            run.stage->state == STAGE_FAILED) /* which did not fail the upload */
            continue;
        const struct config_stage *settings = settings_of(&s->worker->config, run.stage->name);
        rc = run_stage(&run, settings,
                       settings ? stage_find(settings) : stage_find_own(run.stage->name));
    }
    return rc;
}
