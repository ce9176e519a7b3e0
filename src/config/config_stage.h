/* SPDX-License-Identifier: MIT */
/*
 * What the [stage NAME] sections of the file say, kept until `stages` is known: the environment may
 * still change which stages there are, and a section whose stage is not named is left out.
 */
#ifndef LOADLINE_CONFIG_STAGE_H
#define LOADLINE_CONFIG_STAGE_H

#include "config/config.h"

struct config_sections {
    struct config_stage stages[CONFIG_STAGES_MAX];
    size_t count;
};

/* The section of that name, made with its defaults where it is new. ERR_NOMEM; ERR_BOUND where
 * there are too many. */
int config_sections_get(struct config_sections *sections, const char *name,
                        struct config_stage **out);

/* Fills c->stages from the sections, which it takes over: those of c->stage_names in that order,
 * then those of the pipelines. ERR_NOMEM; ERR_BOUND where there are too many. */
int config_sections_arrange(struct config_sections *sections, struct config *c);

void config_sections_free(struct config_sections *sections);

void config_stage_free(struct config_stage *stage);

/* The pipeline of that type, made where it is new. ERR_NOMEM; ERR_BOUND where there are too many.
 */
int config_pipeline_get(struct config *c, const char *type, struct config_pipeline **out);

void config_pipeline_free(struct config_pipeline *p);

#endif
