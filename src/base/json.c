/* SPDX-License-Identifier: MIT */
/*
 * A thin, typed layer over json-c, with clear ownership, no NULs in strings and bounded depth.
 */
#include "base/json.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_prepare.h"
#include "base/utf8.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

/* struct json is json-c's object under our name. */
static struct json_object *json_inner(const struct json *j)
{
    return (struct json_object *)(uintptr_t)j;
}

static struct json *outer(struct json_object *o)
{
    return (struct json *)o;
}

/* Parses the whole ASCII text. json-c keeps the levels in an array of depth entries and does not
 * recurse. */
static int parse_ascii(const char *text, size_t len, int depth, struct json **out)
{
    struct json_tokener *tok = json_tokener_new_ex(depth);

    if (tok == NULL)
        return ERR_NOMEM;
    json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
    struct json_object *o = json_tokener_parse_ex(tok, text, (int)len);
    enum json_tokener_error e = json_tokener_get_error(tok);
    if (e == json_tokener_continue) {
        /* json-c finishes a number at the end of the text only at a delimiter; the NUL is one. */
        json_object_put(o);
        o = json_tokener_parse_ex(tok, "", 1);
        e = json_tokener_get_error(tok);
    } else if (e == json_tokener_success && json_tokener_get_parse_end(tok) != len) {
        e = json_tokener_error_parse_unexpected;
    }
    json_tokener_free(tok);
    if (e != json_tokener_success) {
        json_object_put(o);
        return ERR_SYNTAX;
    }
    *out = outer(o);
    return 0;
}

int json_parse(const char *text, size_t len, int depth, struct json **out)
{
    struct buffer prepared;

    *out = NULL;
    if (len == 0 || len > INT_MAX / 12 || !utf8_valid(text, len))
        return ERR_SYNTAX;
    buffer_init(&prepared, INT_MAX);
    int rc = json_prepare(text, len, &prepared);
    if (rc == 0)
        rc = parse_ascii(prepared.data, prepared.len, depth, out);
    buffer_free(&prepared);
    return rc;
}

struct json *json_new_object(void)
{
    return outer(json_object_new_object());
}

struct json *json_new_array(void)
{
    return outer(json_object_new_array());
}

/* json-c recurses once per level. Parsed documents have at most the depth that json_parse() was
 * given (33 at most). Documents that the program makes are as deep as its code. */
void json_free(struct json **j)
{
    if (*j != NULL)
        json_object_put(json_inner(*j));
    *j = NULL;
}

enum json_kind json_kind(const struct json *j)
{
    switch (json_object_get_type(json_inner(j))) {
    case json_type_boolean:
        return JSON_BOOL;
    case json_type_double:
        return JSON_DOUBLE;
    case json_type_int:
        return JSON_INT;
    case json_type_string:
        return JSON_STRING;
    case json_type_array:
        return JSON_ARRAY;
    case json_type_object:
        return JSON_OBJECT;
    case json_type_null:
    default:
        return JSON_NULL;
    }
}

const struct json *json_member(const struct json *object, const char *name)
{
    struct json_object *found = NULL;

    if (json_kind(object) != JSON_OBJECT)
        return NULL;
    json_object_object_get_ex(json_inner(object), name, &found);
    return outer(found);
}

bool json_has(const struct json *object, const char *name)
{
    return json_kind(object) == JSON_OBJECT &&
           json_object_object_get_ex(json_inner(object), name, NULL) != 0;
}

size_t json_count(const struct json *j)
{
    switch (json_kind(j)) {
    case JSON_ARRAY:
        return json_object_array_length(json_inner(j));
    case JSON_OBJECT:
        return (size_t)json_object_object_length(json_inner(j));
    default:
        return 0;
    }
}

const struct json *json_item(const struct json *array, size_t index)
{
    if (json_kind(array) != JSON_ARRAY || index >= json_count(array))
        return NULL;
    return outer(json_object_array_get_idx(json_inner(array), index));
}

const char *json_string(const struct json *v)
{
    if (json_kind(v) != JSON_STRING)
        return NULL;
    const char *s = json_object_get_string(json_inner(v));
    return strlen(s) == (size_t)json_object_get_string_len(json_inner(v)) ? s : NULL;
}

const char *json_get_string(const struct json *object, const char *name, const char *otherwise)
{
    const char *s = json_string(json_member(object, name));
    return s == NULL ? otherwise : s;
}

int64_t json_get_int(const struct json *object, const char *name, int64_t otherwise)
{
    const struct json *v = json_member(object, name);
    return json_kind(v) == JSON_INT ? json_object_get_int64(json_inner(v)) : otherwise;
}

double json_get_number(const struct json *object, const char *name, double otherwise)
{
    const struct json *v = json_member(object, name);
    bool number = json_kind(v) == JSON_INT || json_kind(v) == JSON_DOUBLE;
    return number ? json_object_get_double(json_inner(v)) : otherwise;
}

bool json_get_bool(const struct json *object, const char *name, bool otherwise)
{
    const struct json *v = json_member(object, name);
    return json_kind(v) == JSON_BOOL ? json_object_get_boolean(json_inner(v)) != 0 : otherwise;
}

void json_each(const struct json *object,
               void (*fn)(void *arg, const char *name, const struct json *value), void *arg)
{
    if (json_kind(object) != JSON_OBJECT)
        return;
    struct json_object_iterator at = json_object_iter_begin(json_inner(object));
    struct json_object_iterator end = json_object_iter_end(json_inner(object));
    while (!json_object_iter_equal(&at, &end)) {
        fn(arg, json_object_iter_peek_name(&at), outer(json_object_iter_peek_value(&at)));
        json_object_iter_next(&at);
    }
}

/* Adds o; a NULL o becomes JSON's null. */
static int json_add(struct json *to, const char *name, struct json_object *o)
{
    int rc = name == NULL ? json_object_array_add(json_inner(to), o)
                          : json_object_object_add(json_inner(to), name, o);
    if (rc != 0) {
        json_object_put(o);
        return ERR_NOMEM;
    }
    return 0;
}

/* Adds a new value whose allocation may have failed (NULL). */
static int add_made(struct json *to, const char *name, struct json_object *o)
{
    return o == NULL ? ERR_NOMEM : json_add(to, name, o);
}

int json_set(struct json *to, const char *name, struct json *value)
{
    return add_made(to, name, json_inner(value));
}

int json_set_string(struct json *to, const char *name, const char *value)
{
    return value == NULL ? json_set_null(to, name)
                         : add_made(to, name, json_object_new_string(value));
}

int json_set_int(struct json *to, const char *name, int64_t value)
{
    return add_made(to, name, json_object_new_int64(value));
}

int json_set_bool(struct json *to, const char *name, bool value)
{
    return add_made(to, name, json_object_new_boolean(value));
}

int json_set_null(struct json *to, const char *name)
{
    return json_add(to, name, NULL);
}

/* The printers recurse as json_free() does, for the same number of levels. */
const char *json_text(const struct json *j)
{
    return json_object_to_json_string_ext(json_inner(j),
                                          JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

const char *json_text_pretty(const struct json *j)
{
    return json_object_to_json_string_ext(json_inner(j), JSON_C_TO_STRING_PRETTY |
                                                             JSON_C_TO_STRING_SPACED |
                                                             JSON_C_TO_STRING_NOSLASHESCAPE);
}
