/* SPDX-License-Identifier: MIT */
/*
 * The kinds of stages.
 */
#ifndef LOADLINE_STAGE_KINDS_H
#define LOADLINE_STAGE_KINDS_H

#include "worker/stages/stage.h"

/* Returns the stage that these settings select, or NULL. */
const struct stage_ops *stage_find(const struct config_stage *settings);

/* Returns a stage that runs without any setting, or NULL. */
const struct stage_ops *stage_find_own(const char *name);

#endif
