/* SPDX-License-Identifier: MIT */
/*
 * The stage external: another program does the work and reports its progress
 * (src/jobs/processing_commands.h). This stage only waits for the reports until its patience ends.
 */
#include "worker/stages/stage.h"

static int stage_external_run(struct stage_context *ctx)
{
    return stage_later(ctx, "stage_timeout", "No report of its end came in time");
}

const struct stage_ops stage_external = {
    .name = "external", .is_elsewhere = true, .run = stage_external_run};
