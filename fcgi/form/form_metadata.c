/* SPDX-License-Identifier: MIT */
/*
 * A value is a string if its name occurs once, as with tus, and an array if it occurs more often,
 * so that no value is lost. Names that end with "[]", as PHP and Rails use for lists, always have
 * an array.
 */
#include "fcgi/form/form_metadata.h"

#include "base/error.h"
#include "base/utf8.h"
#include "fcgi/app/app.h"
#include "fcgi/form/form_answer.h"
#include "fcgi/form/form_record.h"
#include "fcgi/intake/kept_metadata.h"
#include "upload/metadata.h"
#include "access/type_filter.h"
#include "upload/upload.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define REPLACEMENT_BYTES 3 /* of U+FFFD */

_Static_assert(CONFIG_FORM_METADATA_MAX <= UPLOAD_FIELDS_MAX, "a record has room for them");

static bool form_metadata_is_chosen(const struct config *c)
{
    return c->metadata_fields != NULL && c->metadata_fields[0] != NULL;
}

static bool form_metadata_is_kept(const struct config *c, const char *name)
{
    if (form_metadata_is_chosen(c) && !metadata_is_listed(c->metadata_fields, name, strlen(name)))
        return false;
    return strcasecmp(name, FORM_REDIRECT_FIELD) != 0 && !form_record_is_name(name) &&
           !type_filter_field(c->private_fields, name);
}

static bool form_metadata_is_list(const char *name)
{
    size_t len = strlen(name);

    return len >= 2 && strcmp(name + len - 2, "[]") == 0;
}

static void form_metadata_add_member(const struct form_fields *f, size_t first, struct buffer *b)
{
    const char *name = f->items[first].name;
    bool is_array = form_metadata_is_list(name) || form_fields_next(f, first) < f->count;

    buffer_add_json_string(b, name);
    buffer_add_string(b, is_array ? ":[" : ":");
    for (size_t i = first; i < f->count; i = form_fields_next(f, i)) {
        buffer_add_string(b, i > first ? "," : "");
        buffer_add_json_string(b, f->items[i].value);
    }
    buffer_add_string(b, is_array ? "]" : "");
}

/* As it is stored: U+FFFD stands for each byte that is not UTF-8 (buffer_add_json_string()). */
static size_t form_metadata_measure_value(const char *value)
{
    size_t len = 0;

    while (*value != '\0') {
        size_t n = utf8_length(value);
        len += n > 0 ? n : REPLACEMENT_BYTES;
        value += n > 0 ? n : 1;
    }
    return len;
}

/* The bytes of all values of that name. */
static size_t form_metadata_measure(const struct form_fields *f, size_t first)
{
    size_t len = 0;

    for (size_t i = first; i < f->count; i = form_fields_next(f, i))
        len += form_metadata_measure_value(f->items[i].value);
    return len;
}

/* The name of a listed field whose value is too long, or NULL. */
static const char *form_metadata_find_long(const struct config *c, const struct form_fields *f)
{
    for (size_t i = 0; form_metadata_is_chosen(c) && i < f->count; i++)
        if (form_fields_is_first(f, i) && form_metadata_is_kept(c, f->items[i].name) &&
            form_metadata_measure(f, i) > (size_t)c->max_metadata_value)
            return f->items[i].name;
    return NULL;
}

int form_metadata_make(const struct config *c, const struct form_fields *f, char **json_out)
{
    struct buffer b;

    *json_out = NULL;
    if (c->max_form_metadata == 0)
        return 0;
    if (form_metadata_find_long(c, f) != NULL)
        return ERR_BOUND;
    buffer_init(&b, (size_t)c->max_form_metadata);
    for (size_t i = 0; i < f->count && buffer_error(&b) == 0; i++) {
        if (!form_fields_is_first(f, i) || !form_metadata_is_kept(c, f->items[i].name))
            continue;
        buffer_add_char(&b, b.len == 0 ? '{' : ',');
        form_metadata_add_member(f, i, &b);
    }
    if (b.len > 0)
        buffer_add_char(&b, '}');
    int rc = buffer_error(&b);
    if (rc == 0 && b.len > 0)
        *json_out = buffer_take(&b);
    buffer_free(&b);
    return rc;
}

int form_metadata_need(struct exchange *x, const struct form_fields *f, char **json_out)
{
    const struct app *app = x->app;
    int rc = form_metadata_make(&app->config, f, json_out);
    const char *name = rc == ERR_BOUND ? form_metadata_find_long(&app->config, f) : NULL;

    if (rc != ERR_BOUND)
        return rc;
    if (name != NULL)
        return kept_metadata_refuse(&app->config, x, name, strlen(name));
    return exchange_fail(x, rc, "Fields may take %lld bytes as JSON (max_form_metadata)",
                         (long long)app->config.max_form_metadata);
}
