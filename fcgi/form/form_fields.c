/* SPDX-License-Identifier: MIT */
/*
 * A plain list is enough: the settings bound the number of fields.
 */
#include "fcgi/form/form_fields.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

int64_t form_fields_cost(const char *name, const char *value)
{
    return (int64_t)(sizeof(struct form_field) + strlen(name) + strlen(value) + 2);
}

int form_fields_add(struct form_fields *f, const char *name, const char *value)
{
    struct form_field field = {strdup(name), strdup(value)};
    struct form_field *items = reallocarray(f->items, f->count + 1, sizeof *items);

    if (items != NULL)
        f->items = items;
    if (items == NULL || field.name == NULL || field.value == NULL) {
        free(field.name);
        free(field.value);
        return ERR_NOMEM;
    }
    f->items[f->count++] = field;
    return 0;
}

const char *form_fields_find(const struct form_fields *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].name, name) == 0)
            return f->items[i].value;
    return NULL;
}

size_t form_fields_next(const struct form_fields *f, size_t i)
{
    const char *name = f->items[i].name;

    while (++i < f->count && strcmp(f->items[i].name, name) != 0)
        ;
    return i;
}

bool form_fields_is_first(const struct form_fields *f, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(f->items[j].name, f->items[i].name) == 0)
            return false;
    return true;
}

void form_fields_json(const struct form_fields *f, struct buffer *out)
{
    buffer_add_char(out, '{');
    for (size_t i = 0; i < f->count; i++) {
        if (!form_fields_is_first(f, i))
            continue;
        if (i > 0)
            buffer_add_char(out, ',');
        buffer_add_json_string(out, f->items[i].name);
        buffer_add_string(out, ":[");
        for (size_t j = i; j < f->count; j = form_fields_next(f, j)) {
            if (j > i)
                buffer_add_char(out, ',');
            buffer_add_json_string(out, f->items[j].value);
        }
        buffer_add_char(out, ']');
    }
    buffer_add_char(out, '}');
}

void form_fields_free(struct form_fields *f)
{
    for (size_t i = 0; i < f->count; i++) {
        free(f->items[i].name);
        free(f->items[i].value);
    }
    free(f->items);
    *f = (struct form_fields){0};
}
