/* SPDX-License-Identifier: MIT */
/*
 * Reads and makes JSON documents. No other module uses json-c. Code that writes JSON text piece by
 * piece uses buffer_add_json_string() instead.
 */
#ifndef LOADLINE_JSON_H
#define LOADLINE_JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

struct json; /* a value with all nested values */

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_INT,
    JSON_DOUBLE,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

/* Parses one whole document of valid UTF-8 with at most depth levels. A value in the innermost
 * array or object counts as a level. An integer beyond 64 bits is a JSON_DOUBLE. The caller frees
 * the result with json_free(). ERR_SYNTAX, ERR_NOMEM. */
int json_parse(const char *text, size_t len, int depth, struct json **out);

/* New values, NULL when out of memory. The caller owns them until it adds them to another value. */
struct json *json_new_object(void);
struct json *json_new_array(void);
/* Frees a value with all nested values and clears the pointer. NULL is fine. */
void json_free(struct json **j);

enum json_kind json_kind(const struct json *j); /* JSON_NULL for NULL */

/* Members and items, NULL if absent. They belong to the document; the caller does not free them. */
const struct json *json_member(const struct json *object, const char *name);
bool json_has(const struct json *object, const char *name); /* true also if the member is null */
size_t json_count(const struct json *array_or_object);
const struct json *json_item(const struct json *array, size_t index);

/* Typed reads of members. They return otherwise if the member is absent or of another type. Strings
 * belong to the document; one with an embedded NUL counts as absent. */
const char *json_get_string(const struct json *object, const char *name, const char *otherwise);
int64_t json_get_int(const struct json *object, const char *name, int64_t otherwise);
bool json_get_bool(const struct json *object, const char *name, bool otherwise);
double json_get_number(const struct json *object, const char *name, double otherwise);
const char *json_string(const struct json *string_value); /* NULL if it is not a string */

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

/* Returns the document as compact text, or indented by two spaces. The text belongs to the document
 * and is valid until it changes. */
const char *json_text(const struct json *j);
const char *json_text_pretty(const struct json *j);

#endif
