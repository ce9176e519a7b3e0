/* SPDX-License-Identifier: MIT */
/*
 * A table of records over tsearch(3). Each record and its name share one allocation.
 */
#include "base/table.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare_names(const void *a, const void *b)
{
    const struct table_head *x = a, *y = b;

    return strcmp(x->name, y->name);
}

void *table_find(const struct table *t, const char *name)
{
    struct table_head wanted = {(char *)name};
    struct table_head **node = tfind(&wanted, &t->root, compare_names);

    return node != NULL ? *node : NULL;
}

void *table_add(struct table *t, const char *name, size_t size)
{
    size_t name_size = strlen(name) + 1;
    struct table_head *record = calloc(1, size + name_size);

    if (record == NULL)
        return NULL;
    record->name = (char *)record + size;
    memcpy(record->name, name, name_size);
    if (tsearch(record, &t->root, compare_names) == NULL) {
        free(record);
        return NULL;
    }
    return record;
}

void table_remove(struct table *t, void *record)
{
    (void)tdelete(record, &t->root, compare_names);
    free(record);
}

void table_clear(struct table *t)
{
    tdestroy(t->root, free);
    t->root = NULL;
}
