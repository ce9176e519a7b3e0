/* SPDX-License-Identifier: MIT */
/*
 * Functions that all stages use.
 */
#include "worker/stages/stage.h"

#include "base/backoff.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PAUSE_MAX_MS (60 * 60 * 1000) /* between two tries of a stage */

int stage_percent(int64_t done, int64_t size)
{
    return size > 0 ? (int)(done * 100 / size) : 100;
}

bool stage_is_out_of_patience(const struct stage_context *ctx)
{
    return clock_wall_ms() >= ctx->patience_ends_at;
}

int64_t stage_pause_ms(const struct config_stage *settings, int tries)
{
    const struct backoff again = {settings->retry_after_ms, PAUSE_MAX_MS, BACKOFF_NO_JITTER};
    return backoff_ms(&again, (unsigned)tries + 1);
}

static void say(struct stage_context *ctx, const char *code, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static void say(struct stage_context *ctx, const char *code, const char *format, va_list args)
{
    (void)vsnprintf(ctx->fail_message, sizeof ctx->fail_message, format, args);
    ctx->fail_code = code;
}

void stage_log_reason(const struct stage_context *ctx, const char *code, const char *reason)
{
    log_warn(code, "id", ctx->upload->id, "stage", ctx->settings->name, "reason", reason, NULL);
}

int stage_later(struct stage_context *ctx, const char *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(ctx, code, format, args);
    va_end(args);
    ctx->fail_retryable = true;
    return STAGE_LATER;
}

int stage_wait(struct stage_context *ctx, int64_t wait_ms, const char *code, const char *format,
               ...)
{
    va_list args;
    va_start(args, format);
    say(ctx, code, format, args);
    va_end(args);
    ctx->fail_retryable = true;
    ctx->wait_ms = wait_ms;
    return STAGE_LATER;
}

int stage_fail(struct stage_context *ctx, const char *code, bool retryable, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(ctx, code, format, args);
    va_end(args);
    ctx->fail_retryable = retryable;
    return ERR_STAGE;
}

int stage_time_out(struct stage_context *ctx)
{
    int64_t limit = ctx->settings->time_limit_ms;
    bool is_short = limit < 1000;

    return stage_fail(ctx, "stage_timeout", true, "The stage took longer than %lld %s",
                      (long long)(is_short ? limit : limit / 1000), is_short ? "ms" : "s");
}
