/* SPDX-License-Identifier: MIT */
/*
 * The fields of a form that are not files: kept while the form is read, and repeated in the answer.
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

/* The memory that the field takes, in bytes. */
int64_t form_fields_cost(const char *name, const char *value);

/* Adds copies of both strings. Returns 0 or ERR_NOMEM. form_fields_free() frees the list. */
int form_fields_add(struct form_fields *f, const char *name, const char *value);

/* The first value of that name, borrowed, or NULL. */
const char *form_fields_find(const struct form_fields *f, const char *name);

/* form_fields_is_first(): whether no field before i has the same name. form_fields_next(): the next
 * index after i with the same name, or count. */
bool form_fields_is_first(const struct form_fields *f, size_t i);
size_t form_fields_next(const struct form_fields *f, size_t i);

/* Appends {"name":["value",…],…}: names in order of first occurrence, values in order of arrival.
 */
void form_fields_json(const struct form_fields *f, struct buffer *out);

/* Frees all fields and leaves an empty list. */
void form_fields_free(struct form_fields *f);

#endif
