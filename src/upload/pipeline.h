/* SPDX-License-Identifier: MIT */
/*
 * Which stages a file goes through: those of the first [pipeline TYPE] that its type fits, else
 * those of the setting stages.
 */
#ifndef LOADLINE_PIPELINE_H
#define LOADLINE_PIPELINE_H

#include "config/config.h"
#include "upload/upload.h"

/* The names of the stages for files of that type, NULL: unknown. Ends with NULL; belongs to c. */
char *const *pipeline_of(const struct config *c, const char *type);

/* The stage of that name, or NULL: the settings have none. */
const struct config_stage *pipeline_stage(const struct config *c, const char *name);

/* Adds the stages for files of that type to a record. ERR_NOMEM; ERR_BOUND over UPLOAD_STAGES_MAX.
 */
int pipeline_fill(const struct config *c, const char *type, struct upload *u);

/* Its type is known better now: of the stages that have not begun, those that are not for this type
 * go, and those that are come after what has begun. The same errors; then the record is as it was.
 */
int pipeline_reroute(const struct config *c, const char *type, struct upload *u);

#endif
