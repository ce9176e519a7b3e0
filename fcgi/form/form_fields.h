/* SPDX-License-Identifier: MIT */
/*
 * The fields of a form that are not files: kept while the form is read, and echoed in the answer.
 */
#ifndef LOADLINE_FORM_FIELDS_H
#define LOADLINE_FORM_FIELDS_H

#include "base/buffer.h"

#include <stdbool.h>

struct form_field {
    char *name, *value;
};

struct form_fields {
    struct form_field *items;
    size_t count;
};

/* What keeping them takes, in bytes. */
int64_t form_fields_cost(const char *name, const char *value);

/* Keeps copies of both. ERR_NOMEM. */
int form_fields_add(struct form_fields *f, const char *name, const char *value);

/* The first value of that name, or NULL. */
const char *form_fields_find(const struct form_fields *f, const char *name);

/* Whether no field before i has its name; and the next one after i that has it, or count. */
bool form_fields_is_first(const struct form_fields *f, size_t i);
size_t form_fields_next(const struct form_fields *f, size_t i);

/* Appends {"name":["value",…],…}: names in the order of their first, values in the order they came.
 */
void form_fields_json(const struct form_fields *f, struct buffer *out);

void form_fields_free(struct form_fields *f);

#endif
