/* SPDX-License-Identifier: MIT */
/*
 * The stage identify: detects the type of the file from its content, as the result's type. libmagic
 * reads a bounded part of the file.
 */
#include "worker/stages/stage.h"

#include "base/error.h"
#include "access/type_filter.h"
#include "worker/stages/type_mismatch.h"

#include <magic.h>
#include <string.h>

#define REFUSED "type_refused"

/* Applies the settings to a file of this type and its declared type. */
static int stage_identify_evaluate(struct stage_context *ctx, const char *found)
{
    const struct config_stage *c = ctx->settings;
    const char *declared = ctx->upload->type;
    bool kinds = strcmp(c->identify_mismatch, "kinds") == 0;

    if (strcmp(c->identify_mismatch, "none") != 0 && type_mismatch_of_program(declared, found))
        return stage_fail(ctx, REFUSED, false,
                          "The declared type is %.100s, but the file is a program (%.100s)",
                          declared, found);
    if (kinds && type_mismatch_of_kinds(declared, found))
        return stage_fail(ctx, REFUSED, false,
                          "The declared type is %.100s, but the file is %.100s", declared, found);
    if (type_filter_type(c->identify_deny, found) ||
        (c->identify_allow && *c->identify_allow && !type_filter_type(c->identify_allow, found)))
        return stage_fail(ctx, REFUSED, false, "Files of the type %.100s are not accepted", found);
    return 0;
}

static int stage_identify_identify(struct stage_context *ctx, magic_t magic)
{
    if (magic_load(magic, NULL) != 0)
        return stage_fail(ctx, "stage_unavailable", true, "The list of file types is missing: %s",
                          magic_error(magic));
    /* libmagic recurses for entries of its list that name others, and for nested JSON.
     * MAGIC_PARAM_INDIR_MAX, MAGIC_PARAM_NAME_MAX (50 each by default) and a fixed 500 levels bound
     * the recursion, MAGIC_PARAM_BYTES_MAX the bytes it reads. If the bounds fail, only the job's
     * own process dies, which costs one attempt. */
    const char *type = magic_descriptor(magic, ctx->data_fd);
    if (!type)
        return stage_fail(ctx, error_code(ERR_IO), true, "The file could not be examined: %s",
                          magic_error(magic));
    /* Before the result, which becomes the type if none was declared. */
    int rc = stage_identify_evaluate(ctx, type);
    return rc == 0 ? ctx->set_result(ctx, "type", type) : rc;
}

static int stage_identify_run(struct stage_context *ctx)
{
    magic_t magic = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR);
    if (!magic)
        return ERR_NOMEM;
    int rc = stage_identify_identify(ctx, magic);
    magic_close(magic);
    return rc == 0 && ctx->stopped(ctx) ? STAGE_STOPPED : rc;
}

const struct stage_ops stage_identify = {.name = "identify", .run = stage_identify_run};
