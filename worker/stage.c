/* SPDX-License-Identifier: MIT */
/*
 * The list of stages, and what all of them use.
 */
#include "worker/stage.h"

#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct stage_ops *const built_in[] = {&stage_digest, &stage_identify};

const struct stage_ops *stage_find(const struct config_stage *settings)
{
    if (settings->command)
        return &stage_command;
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
        if (strcmp(built_in[i]->name, settings->name) == 0)
            return built_in[i];
    }
    return NULL;
}

int stage_percent(int64_t done, int64_t size)
{
    return size > 0 ? (int)(done * 100 / size) : 100;
}

const struct stage_ops *stage_find_own(const char *name)
{
    return strcmp(name, stage_assemble.name) == 0 ? &stage_assemble : NULL;
}

int stage_fail(struct stage_context *ctx, const char *code, bool retryable, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(ctx->fail_message, sizeof ctx->fail_message, format, args);
    va_end(args);
    ctx->fail_code = code;
    ctx->fail_retryable = retryable;
    return ERR_STAGE;
}
