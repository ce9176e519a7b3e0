/* SPDX-License-Identifier: MIT */
/*
 * Selects stages. A stage that has begun keeps its place and never occurs twice, also if the type
 * changes.
 */
#include "upload/pipeline.h"

#include "base/error.h"
#include "access/type_filter.h"

#include <stdlib.h>
#include <string.h>

char *const *pipeline_of(const struct config *c, const char *type)
{
    for (size_t i = 0; type != NULL && i < c->pipeline_count; i++) {
        char *const pattern[] = {c->pipelines[i].type, NULL};
        if (type_filter_type(pattern, type))
            return c->pipelines[i].stages;
    }
    return c->stage_names;
}

const struct config_stage *pipeline_stage(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->stage_count; i++) {
        if (strcmp(c->stages[i].name, name) == 0)
            return &c->stages[i];
    }
    return NULL;
}

static bool has_stage(const struct upload *u, const char *name)
{
    for (size_t i = 0; i < u->stage_count; i++) {
        if (strcmp(u->stages[i].name, name) == 0)
            return true;
    }
    return false;
}

int pipeline_fill(const struct config *c, const char *type, struct upload *u)
{
    int rc = 0;

    for (char *const *name = pipeline_of(c, type); rc == 0 && *name; name++) {
        const struct config_stage *s = pipeline_stage(c, *name);
        if (s != NULL && !has_stage(u, *name))
            rc = upload_add_stage(u, s->name, s->label, s->weight);
    }
    return rc;
}

/* Number of stages up to the last one that has begun. */
static size_t count_begun(const struct upload *u)
{
    size_t n = u->stage_count;
    while (n > 0 && u->stages[n - 1].state == STAGE_WAITING && u->stages[n - 1].tries == 0)
        n--;
    return n;
}

int pipeline_reroute(const struct config *c, const char *type, struct upload *u)
{
    struct upload routed;
    size_t begun = count_begun(u);

    int rc = upload_copy(u, &routed);
    if (rc != 0)
        return rc;
    upload_drop_stages(&routed, begun);
    rc = pipeline_fill(c, type, &routed);
    if (rc == 0) {
        upload_free(u);
        *u = routed;
    } else {
        upload_free(&routed);
    }
    return rc;
}
