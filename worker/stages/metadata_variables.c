/* SPDX-License-Identifier: MIT */
/*
 * A value comes from anyone who may upload, and scripts read variables as lines. So no value has a
 * line break of its own. The bound keeps the environment below what the system accepts, also for
 * records that are older than the settings.
 */
#include "worker/stages/metadata_variables.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/variable_name.h"
#include "upload/metadata.h"

#include <stdlib.h>
#include <string.h>

#define NAME_SIZE (sizeof CONFIG_METADATA_PREFIX + CONFIG_METADATA_NAME_MAX)
#define DEL 0x7f
#define UTF8_REST 0x80 /* the two upper bits of each byte of a character but its first */
#define UTF8_MASK 0xc0

static void metadata_variables_add_text(const char *text, struct buffer *out)
{
    for (; *text != '\0'; text++)
        buffer_add_char(out, (unsigned char)*text < ' ' || *text == DEL ? ' ' : *text);
}

static void metadata_variables_add_value(const struct json *value, struct buffer *out)
{
    const char *text = json_string(value);

    if (text != NULL)
        metadata_variables_add_text(text, out);
    for (size_t i = 0; i < json_count(value); i++) {
        const char *item = json_string(json_item(value, i));
        buffer_add_string(out, i > 0 ? "\n" : "");
        metadata_variables_add_text(item != NULL ? item : "", out);
    }
}

static void metadata_variables_cut(char *text, size_t max)
{
    if (strlen(text) <= max)
        return;
    while (max > 0 && ((unsigned char)text[max] & UTF8_MASK) == UTF8_REST)
        max--;
    text[max] = '\0';
}

static int metadata_variables_add(const char *name, const struct json *value,
                                  struct metadata_variables *out)
{
    char variable[NAME_SIZE];
    struct buffer text;

    variable_name_make(CONFIG_METADATA_PREFIX, name, variable, sizeof variable);
    buffer_init(&text, 2 * UPLOAD_FIELDS_MAX);
    buffer_addf(&text, "%s=", variable);
    size_t begin = text.len;
    metadata_variables_add_value(value, &text);
    char *made = buffer_take(&text);
    buffer_free(&text);
    if (made == NULL)
        return ERR_NOMEM;
    metadata_variables_cut(made + begin, CONFIG_METADATA_VALUE_MAX);
    out->texts[out->count++] = made;
    return 0;
}

int metadata_variables_make(char *const *names, const struct upload *u,
                            struct metadata_variables *out)
{
    struct json *metadata = NULL;

    out->count = 0;
    int rc = metadata_make(u->metadata, u->fields, &metadata);
    for (; rc == 0 && names != NULL && *names != NULL; names++)
        if (json_has(metadata, *names))
            rc = metadata_variables_add(*names, json_member(metadata, *names), out);
    json_free(&metadata);
    return rc;
}

void metadata_variables_free(struct metadata_variables *v)
{
    while (v->count > 0)
        free(v->texts[--v->count]);
}
