/* SPDX-License-Identifier: MIT */
/*
 * Collects stage sections by name, then puts them in the order of `stages`, followed by the stages
 * that only pipelines have.
 */
#include "config/config_stage.h"

#include "config/config_table.h"
#include "config/config_value.h"
#include "base/error.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int init_stage(struct config_stage *stage, const char *name)
{
    memset(stage, 0, sizeof *stage);
    int err = config_value_defaults(stage, config_stage_settings);
    if (!err && !(stage->name = strdup(name)))
        err = ERR_NOMEM;
    if (err)
        config_stage_free(stage);
    return err;
}

void config_stage_free(struct config_stage *stage)
{
    for (const struct setting *s = config_stage_settings; s->name; s++)
        config_value_clear(stage, s);
    free(stage->name);
    stage->name = NULL;
}

static struct config_stage *config_stage_find(struct config_sections *sections, const char *name)
{
    for (size_t i = 0; i < sections->count; i++) {
        struct config_stage *stage = &sections->stages[i];
        if (stage->name && strcmp(stage->name, name) == 0)
            return stage;
    }
    return NULL;
}

int config_sections_get(struct config_sections *sections, const char *name,
                        struct config_stage **out)
{
    *out = config_stage_find(sections, name);
    if (*out)
        return 0;
    if (sections->count == CONFIG_STAGES_MAX)
        return ERR_BOUND;
    int err = init_stage(&sections->stages[sections->count], name);
    if (!err)
        *out = &sections->stages[sections->count++];
    return err;
}

/* Sets the default kind; "" if nothing determines it. */
static int default_kind(struct config_stage *stage)
{
    if (stage->kind && *stage->kind)
        return 0;
    const char *own = setting_is_stage_kind(stage->name) ? stage->name : "";
    free(stage->kind);
    stage->kind = strdup(stage->command ? "command" : own);
    return stage->kind ? 0 : ERR_NOMEM;
}

static int default_label(struct config_stage *stage)
{
    if (stage->label && *stage->label)
        return 0;
    free(stage->label);
    /* Several stages of one kind differ by their names. */
    const char *own =
        strcmp(stage->kind, stage->name) == 0 ? setting_stage_label(stage->kind) : NULL;
    stage->label = strdup(own ? own : stage->name);
    if (!stage->label)
        return ERR_NOMEM;
    if (!own)
        stage->label[0] = (char)toupper((unsigned char)stage->label[0]);
    return 0;
}

static bool is_arranged(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->stage_count; i++) {
        if (strcmp(c->stages[i].name, name) == 0)
            return true;
    }
    return false;
}

/* Adds the stage of that name to c, unless c has it already. */
static int arrange(struct config_sections *sections, struct config *c, const char *name)
{
    struct config_stage *from = config_stage_find(sections, name), *to = &c->stages[c->stage_count];

    if (is_arranged(c, name))
        return 0;
    if (c->stage_count == CONFIG_STAGES_MAX)
        return ERR_BOUND;
    if (from) {
        *to = *from;
        memset(from, 0, sizeof *from);
    } else {
        int err = init_stage(to, name);
        if (err)
            return err;
    }
    c->stage_count++;
    int err = default_kind(to);
    return err ? err : default_label(to);
}

static int arrange_list(struct config_sections *sections, struct config *c, char *const *names)
{
    int err = 0;
    for (; !err && *names; names++)
        err = arrange(sections, c, *names);
    return err;
}

int config_sections_arrange(struct config_sections *sections, struct config *c)
{
    int err = arrange_list(sections, c, c->stage_names);
    for (size_t i = 0; !err && i < c->pipeline_count; i++)
        err = arrange_list(sections, c, c->pipelines[i].stages);
    return err;
}

static struct config_pipeline *find_pipeline(struct config *c, const char *type)
{
    for (size_t i = 0; i < c->pipeline_count; i++) {
        if (strcmp(c->pipelines[i].type, type) == 0)
            return &c->pipelines[i];
    }
    return NULL;
}

int config_pipeline_get(struct config *c, const char *type, struct config_pipeline **out)
{
    *out = find_pipeline(c, type);
    if (*out)
        return 0;
    if (c->pipeline_count == CONFIG_PIPELINES_MAX)
        return ERR_BOUND;
    struct config_pipeline *p = &c->pipelines[c->pipeline_count];
    int err = config_value_defaults(p, config_pipeline_settings);
    if (!err && !(p->type = strdup(type)))
        err = ERR_NOMEM;
    if (err) {
        config_pipeline_free(p);
        return err;
    }
    c->pipeline_count++;
    *out = p;
    return 0;
}

void config_pipeline_free(struct config_pipeline *p)
{
    for (const struct setting *s = config_pipeline_settings; s->name; s++)
        config_value_clear(p, s);
    free(p->type);
    p->type = NULL;
}

void config_sections_free(struct config_sections *sections)
{
    for (size_t i = 0; i < sections->count; i++)
        config_stage_free(&sections->stages[i]);
    sections->count = 0;
}
