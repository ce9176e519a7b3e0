/* SPDX-License-Identifier: MIT */
/*
 * Stage sections: collected by name, then put in the order that `stages` has.
 */
#include "config_stage.h"

#include "config_table.h"
#include "config_value.h"
#include "error.h"

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

static struct config_stage *find(struct config_sections *sections, const char *name)
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
    *out = find(sections, name);
    if (*out)
        return 0;
    if (sections->count == CONFIG_STAGES_MAX)
        return ERR_BOUND;
    int err = init_stage(&sections->stages[sections->count], name);
    if (!err)
        *out = &sections->stages[sections->count++];
    return err;
}

static int default_label(struct config_stage *stage)
{
    if (stage->label && *stage->label)
        return 0;
    free(stage->label);
    const char *own = stage->command ? NULL : setting_builtin_stage_label(stage->name);
    stage->label = strdup(own ? own : stage->name);
    if (!stage->label)
        return ERR_NOMEM;
    if (!own)
        stage->label[0] = (char)toupper((unsigned char)stage->label[0]);
    return 0;
}

int config_sections_arrange(struct config_sections *sections, struct config *c)
{
    for (char **name = c->stage_names; *name; name++) {
        struct config_stage *to = &c->stages[c->stage_count];
        struct config_stage *from = find(sections, *name);
        int err = 0;
        if (from) {
            *to = *from;
            memset(from, 0, sizeof *from);
        } else {
            err = init_stage(to, *name);
        }
        if (err)
            return err;
        c->stage_count++;
        err = default_label(to);
        if (err)
            return err;
    }
    return 0;
}

void config_sections_free(struct config_sections *sections)
{
    for (size_t i = 0; i < sections->count; i++)
        config_stage_free(&sections->stages[i]);
    sections->count = 0;
}
