/* SPDX-License-Identifier: MIT */
/*
 * The stage notify: sends a webhook that reports that the upload reached this stage. A status
 * outside 200 to 299 leads to a later retry, unless it is a final refusal.
 */
#include "worker/stages/stage.h"

#include "base/error.h"
#include "worker/webhook/webhook.h"

#include <stdlib.h>

#define AWAY "receiver_away"
#define REFUSED "notification_refused"
#define UNSIGNED "notification_unsigned"

static bool stage_notify_is_stopped(void *arg)
{
    struct stage_context *ctx = arg;
    return ctx->stopped(ctx);
}

static int stage_notify_evaluate(struct stage_context *ctx, const struct http_post_answer *a)
{
    char reason[WEBHOOK_REASON_MAX];

    switch (webhook_evaluate(a, reason)) {
    case WEBHOOK_TAKEN:
        return 0;
    case WEBHOOK_STOPPED:
        return STAGE_STOPPED;
    case WEBHOOK_REFUSED:
        return stage_fail(ctx, REFUSED, false, "%s", reason);
    case WEBHOOK_LATER:
        break;
    }
    if (a->status != 0)
        return stage_later(ctx, AWAY, "%s", reason);
    stage_log_reason(ctx, AWAY, a->problem);
    return stage_later(ctx, AWAY, "The receiver is not reachable");
}

static int stage_notify_send(struct stage_context *ctx, struct webhook *w)
{
    const struct config_stage *c = ctx->settings;
    const struct receiver_request q = {.url = c->notify_url,
                                       .timeout_ms = webhook_timeout_ms(c),
                                       .retry_after_ms = c->retry_after_ms,
                                       .last_try = stage_is_out_of_patience(ctx)};
    struct http_post_answer answer = {.stopped = true};
    int64_t wait_ms = ctx->go_out(ctx, &q);

    if (wait_ms > 0)
        return stage_wait(ctx, wait_ms, AWAY, "The receiver is not reachable, or busy");
    w->post.stopped = stage_notify_is_stopped;
    w->post.arg = ctx;
    int rc = http_post_send(&w->post, &answer);
    enum receiver_end end = rc == 0 ? webhook_receiver_end(&answer) : RECEIVER_UNASKED;
    ctx->is_sent = end != RECEIVER_UNASKED;
    ctx->come_back(ctx, &q, end);
    return rc == 0 ? stage_notify_evaluate(ctx, &answer) : rc;
}

static int stage_notify_tell(struct stage_context *ctx, const char *body)
{
    char id[EVENT_ID_SIZE], reason[WEBHOOK_REASON_MAX];
    struct webhook w;

    event_make_id(EVENT_PROCESSED, ctx->upload, ctx->settings->name, id);
    int rc = webhook_make(ctx->settings, id, body, ctx->upload->traceparent, &w, reason);
    if (rc == ERR_CONFIG)
        return stage_fail(ctx, UNSIGNED, true, "%s", reason);
    return rc == 0 ? stage_notify_send(ctx, &w) : rc;
}

/* The time of the event: when the stage first began. */
static int64_t event_time(const struct stage_context *ctx)
{
    return ctx->patience_ends_at - ctx->settings->patience_ms;
}

static int stage_notify_run(struct stage_context *ctx)
{
    if (!event_concerns(EVENT_PROCESSED, ctx->settings, ctx->upload))
        return 0;
    char *body =
        webhook_body(ctx->config, ctx->settings, EVENT_PROCESSED, ctx->upload, event_time(ctx));
    int rc = body == NULL ? ERR_NOMEM : stage_notify_tell(ctx, body);

    free(body);
    return rc;
}

const struct stage_ops stage_notify = {.name = "notify", .run = stage_notify_run};
