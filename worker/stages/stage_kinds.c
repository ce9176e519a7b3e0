/* SPDX-License-Identifier: MIT */
/*
 * The list of stages. A new kind of stage is a file worker/stages/stage_NAME.c and an entry in this
 * list.
 */
#include "worker/stages/stage_kinds.h"

#include <string.h>

static const struct stage_ops *const kinds[] = {&stage_digest,  &stage_identify, &stage_scan,
                                                &stage_command, &stage_external, &stage_deliver,
                                                &stage_notify};

const struct stage_ops *stage_find(const struct config_stage *settings)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i]->name, settings->kind) == 0)
            return kinds[i];
    }
    return NULL;
}

const struct stage_ops *stage_find_own(const char *name)
{
    return strcmp(name, stage_assemble.name) == 0 ? &stage_assemble : NULL;
}
