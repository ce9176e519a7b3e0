/* SPDX-License-Identifier: MIT */
/*
 * The kinds of stages that there are.
 */
#ifndef LOADLINE_STAGE_KINDS_H
#define LOADLINE_STAGE_KINDS_H

#include "worker/stages/stage.h"

/* The stage that these settings mean, or NULL. */
const struct stage_ops *stage_find(const struct config_stage *settings);

/* A stage that records have without any setting, or NULL. */
const struct stage_ops *stage_find_own(const char *name);

#endif
