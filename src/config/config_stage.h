/* SPDX-License-Identifier: MIT */
/*
 * The [stage NAME] sections of the file, kept until `stages` is known. The environment may still
 * change the list of stages, and sections of stages that are not listed are dropped.
 */
#ifndef LOADLINE_CONFIG_STAGE_H
#define LOADLINE_CONFIG_STAGE_H

#include "config/config.h"

struct config_sections {
    struct config_stage stages[CONFIG_STAGES_MAX];
    size_t count;
};

/* Returns the section of that name, a new one with defaults if needed. It belongs to sections. 0,
 * ERR_NOMEM, ERR_BOUND if there are too many. */
int config_sections_get(struct config_sections *sections, const char *name,
                        struct config_stage **out);

/* Fills c->stages from the sections: first those of c->stage_names in that order, then those of the
 * pipelines. Ownership of their content passes to c. 0, ERR_NOMEM, ERR_BOUND if there are too many.
 */
int config_sections_arrange(struct config_sections *sections, struct config *c);

/* Frees the members of all sections, and leaves the struct itself to the caller. */
void config_sections_free(struct config_sections *sections);

/* Frees the members of a stage, and leaves the struct itself to the caller. */
void config_stage_free(struct config_stage *stage);

/* Returns the pipeline of that type, a new one if needed. It belongs to c. 0, ERR_NOMEM, ERR_BOUND
 * if there are too many. */
int config_pipeline_get(struct config *c, const char *type, struct config_pipeline **out);

/* Frees the members of a pipeline, and leaves the struct itself to the caller. */
void config_pipeline_free(struct config_pipeline *p);

#endif
