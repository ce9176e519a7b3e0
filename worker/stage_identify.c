/* SPDX-License-Identifier: MIT */
/*
 * The stage identify: what the file is by its content, as the result's type. libmagic reads a
 * bounded part of it.
 */
#include "worker/stage.h"

#include "error.h"

#include <magic.h>

/* An allow list and what to do about a wrong declaration come with the settings for them. */
static int identify(struct stage_context *ctx, magic_t magic)
{
    if (magic_load(magic, NULL) != 0)
        return stage_fail(ctx, "stage_unavailable", true, "The list of file types is missing: %s",
                          magic_error(magic));
    const char *type = magic_descriptor(magic, ctx->data_fd);
    if (!type)
        return stage_fail(ctx, error_code(ERR_IO), true, "The file could not be examined: %s",
                          magic_error(magic));
    return ctx->set_result(ctx, "type", type);
}

static int run(struct stage_context *ctx)
{
    magic_t magic = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR);
    if (!magic)
        return ERR_NOMEM;
    int rc = identify(ctx, magic);
    magic_close(magic);
    return rc == 0 && ctx->stopped(ctx) ? STAGE_STOPPED : rc;
}

const struct stage_ops stage_identify = {.name = "identify", .run = run};
