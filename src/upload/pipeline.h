/* SPDX-License-Identifier: MIT */
/*
 * Selects the stages of a file: those of the first [pipeline TYPE] that matches its type, else
 * those of the setting stages.
 */
#ifndef LOADLINE_PIPELINE_H
#define LOADLINE_PIPELINE_H

#include "config/config.h"
#include "upload/upload.h"

/* The names of the stages for files of the type (NULL: unknown). The NULL-terminated list belongs
 * to c. */
char *const *pipeline_of(const struct config *c, const char *type);

/* The stage of that name, NULL if the settings have none. It belongs to c. */
const struct config_stage *pipeline_stage(const struct config *c, const char *name);

/* Adds the stages for files of the type to a record. 0, ERR_NOMEM, ERR_BOUND over
 * UPLOAD_STAGES_MAX. */
int pipeline_fill(const struct config *c, const char *type, struct upload *u);

/* Adapts the stages to a better known type. Of the stages that have not begun, it drops those that
 * this type does not have; its other stages follow those that have begun. 0, or an error of
 * pipeline_fill(); the record is unchanged then. */
int pipeline_reroute(const struct config *c, const char *type, struct upload *u);

#endif
