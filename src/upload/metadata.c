/* SPDX-License-Identifier: MIT */
/*
 * Decodes Upload-Metadata. JSON holds only text, but a value may be any bytes. Invalid bytes become
 * U+FFFD, not an error, because the upload was already accepted with them.
 */
#include "upload/metadata.h"

#include "base/base64.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#define UTF8_PER_BYTE 3 /* bytes of U+FFFD, which replaces one invalid byte */
#define NOT_UTF8 '\xff'
#define FORM_FIELDS_DEPTH 4 /* an object of arrays */

struct metadata_pair metadata_split(const char *start, size_t len)
{
    while (len > 0 && *start == ' ') {
        start++;
        len--;
    }
    while (len > 0 && start[len - 1] == ' ')
        len--;
    const char *space = memchr(start, ' ', len);
    size_t key_len = space == NULL ? len : (size_t)(space - start);
    struct metadata_pair p = {.key = start, .key_len = key_len};
    if (space != NULL) {
        p.value = space + 1;
        p.value_len = len - key_len - 1;
    }
    return p;
}

/* Returns the bytes as text, which the caller frees. Replaces NULs in bytes itself. NULL when out
 * of memory. */
static char *metadata_make_text(char *bytes, size_t len)
{
    struct buffer text;

    for (size_t i = 0; i < len; i++)
        if (bytes[i] == '\0')
            bytes[i] = NOT_UTF8;
    buffer_init(&text, len * UTF8_PER_BYTE + 1);
    buffer_add_utf8(&text, bytes);
    char *made = buffer_error(&text) == 0 ? buffer_take(&text) : NULL;
    buffer_free(&text);
    return made;
}

int metadata_text(const struct metadata_pair *p, char **text_out)
{
    size_t len = 0;
    char *bytes = base64_decode(p->value == NULL ? "" : p->value, p->value_len, &len);

    *text_out = NULL;
    if (bytes == NULL)
        return ERR_BAD_METADATA;
    *text_out = metadata_make_text(bytes, len);
    free(bytes);
    return *text_out == NULL ? ERR_NOMEM : 0;
}

static int set_value(struct json *to, const char *key, const struct metadata_pair *p)
{
    char *text = NULL;
    int rc = metadata_text(p, &text);

    if (rc == ERR_BAD_METADATA)
        return json_set_null(to, key);
    if (rc == 0)
        rc = json_set_string(to, key, text);
    free(text);
    return rc;
}

static int set_pair(struct json *to, const struct metadata_pair *p)
{
    char *key = strndup(p->key, p->key_len);
    int rc = key == NULL ? ERR_NOMEM : set_value(to, key, p);

    free(key);
    return rc;
}

struct json *metadata_decode(const char *field)
{
    struct json *o = json_new_object();
    int rc = o == NULL ? ERR_NOMEM : 0;

    while (rc == 0 && *field != '\0') {
        size_t len = strcspn(field, ",");
        struct metadata_pair p = metadata_split(field, len);
        if (p.key_len > 0)
            rc = set_pair(o, &p);
        field += len + (field[len] == ',');
    }
    if (rc != 0)
        json_free(&o);
    return o;
}

int metadata_make(const char *field, const char *form_fields, struct json **out)
{
    *out = NULL;
    if (field == NULL)
        return form_fields == NULL
                   ? 0
                   : json_parse(form_fields, strlen(form_fields), FORM_FIELDS_DEPTH, out);
    *out = metadata_decode(field);
    return *out == NULL ? ERR_NOMEM : 0;
}

bool metadata_is_listed(char *const *names, const char *name, size_t len)
{
    for (; names != NULL && *names != NULL; names++)
        if (strlen(*names) == len && memcmp(*names, name, len) == 0)
            return true;
    return false;
}

void metadata_add_listed(char *const *names, const struct json *metadata, struct buffer *out)
{
    const char *comma = "";

    buffer_add_char(out, '{');
    for (; names != NULL && *names != NULL; names++) {
        if (!json_has(metadata, *names))
            continue;
        buffer_add_string(out, comma);
        buffer_add_json_string(out, *names);
        buffer_add_char(out, ':');
        buffer_add_string(out, json_text(json_member(metadata, *names)));
        comma = ",";
    }
    buffer_add_char(out, '}');
}
