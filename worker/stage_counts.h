/* SPDX-License-Identifier: MIT */
/*
 * What the metrics count of stages that have ended.
 */
#ifndef LOADLINE_STAGE_COUNTS_H
#define LOADLINE_STAGE_COUNTS_H

#include "worker/stages/stage.h"

/* Counts the stage s of ctx if its last run has ended it, done or failed. Call it when that is
 * recorded. ops NULL: it is of no known kind. */
void stage_counts_note(const struct stage_context *ctx, const struct stage *s,
                       const struct stage_ops *ops);

#endif
