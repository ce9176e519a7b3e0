/* SPDX-License-Identifier: MIT */
/*
 * The stage external: some other program does it and reports how far it is
 * (src/jobs/processing_commands.h). Here is nothing to do but to wait for that, for as long as
 * there is patience.
 */
#include "worker/stages/stage.h"

static int stage_external_run(struct stage_context *ctx)
{
    return stage_later(ctx, "stage_timeout", "Nobody reported its end in time");
}

const struct stage_ops stage_external = {
    .name = "external", .is_elsewhere = true, .run = stage_external_run};
