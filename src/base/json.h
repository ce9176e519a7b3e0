/* SPDX-License-Identifier: MIT */
/*
 * Reading and making JSON documents; the only module that knows json-c. Text that is made by
 * hand piece by piece uses buffer_add_json_string instead.
 */
#ifndef LOADLINE_JSON_H
#define LOADLINE_JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

struct json; /* a value and all below it */

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_INT,
    JSON_DOUBLE,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

/* Parses one whole document of valid UTF-8, nested at most depth levels, of which a value within
 * the innermost array or object is one. An integer beyond 64 bits is a JSON_DOUBLE. ERR_SYNTAX,
 * ERR_NOMEM. */
int json_parse(const char *text, size_t len, int depth, struct json **out);

/* New values, owned by the caller until added to another; NULL when out of memory. */
struct json *json_new_object(void);
struct json *json_new_array(void);
void json_free(struct json **j);

enum json_kind json_kind(const struct json *j); /* JSON_NULL for NULL */

/* Members and items belong to the document: do not free. NULL where there is none. */
const struct json *json_member(const struct json *object, const char *name);
bool json_has(const struct json *object, const char *name); /* also where it is null */
size_t json_count(const struct json *array_or_object);
const struct json *json_item(const struct json *array, size_t index);

/* Typed reads of members, with the value to use where it is absent or of another type. Strings
 * belong to the document; one with an embedded NUL counts as absent. */
const char *json_get_string(const struct json *object, const char *name, const char *otherwise);
int64_t json_get_int(const struct json *object, const char *name, int64_t otherwise);
bool json_get_bool(const struct json *object, const char *name, bool otherwise);
double json_get_number(const struct json *object, const char *name, double otherwise);
const char *json_string(const struct json *string_value); /* NULL if it is not one */

/* Calls fn for each member in order. */
void json_each(const struct json *object,
               void (*fn)(void *arg, const char *name, const struct json *value), void *arg);

/* Add a member or, with name NULL, an item. A NULL string becomes null. json_set takes ownership
 * of value in every case. 0 or ERR_NOMEM. */
int json_set(struct json *to, const char *name, struct json *value);
int json_set_string(struct json *to, const char *name, const char *value);
int json_set_int(struct json *to, const char *name, int64_t value);
int json_set_bool(struct json *to, const char *name, bool value);
int json_set_null(struct json *to, const char *name);

/* The document as compact text, or indented by two; owned by it, valid until it changes. */
const char *json_text(const struct json *j);
const char *json_text_pretty(const struct json *j);

#endif
