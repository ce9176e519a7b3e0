/* SPDX-License-Identifier: MIT */
/*
 * Keeps names as received. Escaped for an answer they could take six times as much memory.
 */
#include "fcgi/form/form_files.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static void file_free(struct form_file *file)
{
    free(file->name);
    free(file->type);
    free(file->field);
}

int form_files_add(struct form_files *f, const struct upload *u, const char *field)
{
    struct form_file file = {.size = u->received};
    struct form_file *items = reallocarray(f->items, f->count + 1, sizeof *items);
    int rc = items == NULL ? ERR_NOMEM : 0;

    if (items != NULL)
        f->items = items;
    memcpy(file.id, u->id, ID_SIZE);
    if (rc == 0)
        rc = upload_set(&file.name, u->name);
    if (rc == 0)
        rc = upload_set(&file.type, u->type);
    if (rc == 0)
        rc = upload_set(&file.field, field);
    if (rc == 0)
        f->items[f->count++] = file;
    else
        file_free(&file);
    return rc;
}

void form_files_free(struct form_files *f)
{
    for (size_t i = 0; i < f->count; i++)
        file_free(&f->items[i]);
    free(f->items);
    *f = (struct form_files){0};
}

static int64_t cost(const char *text)
{
    return text == NULL ? 0 : (int64_t)strlen(text) + 1;
}

int64_t form_files_cost(const struct upload *u, const char *field)
{
    return (int64_t)sizeof(struct form_file) + cost(u->name) + cost(u->type) + cost(field);
}
