/* SPDX-License-Identifier: MIT */
/*
 * Walks the tables of settings.
 */
#include "config/config_json.h"

#include "config/config_value.h"

#include <inttypes.h>
#include <string.h>

static void config_json_text(const void *base, const struct setting *s, struct buffer *out)
{
    struct buffer text;

    buffer_init(&text, CONFIG_VALUE_MAX * 2);
    config_value_print(base, s, &text);
    if (text.len > 0 || s->fallback != NULL)
        buffer_add_json_string(out, buffer_text(&text));
    else
        buffer_add_string(out, "null");
    buffer_free(&text);
}

static int64_t config_json_number(const void *base, const struct setting *s)
{
    int64_t n;

    memcpy(&n, (const char *)base + s->offset, sizeof n);
    return n;
}

void config_json_member(const void *base, const struct setting *s, bool has_comma,
                        struct buffer *out)
{
    buffer_addf(out, "%s\"%s\":", has_comma ? "," : "", s->name);
    switch (s->type) {
    case SETTING_INT:
    case SETTING_SIZE:
    case SETTING_DURATION:
        buffer_addf(out, "%" PRId64, config_json_number(base, s));
        break;
    case SETTING_TEXT:
    case SETTING_SECRET:
    case SETTING_PATH:
    case SETTING_CHOICE:
    case SETTING_LIST:
        config_json_text(base, s, out);
        break;
    }
}

static void config_json_table(const void *base, const struct setting *table, struct buffer *out)
{
    for (const struct setting *s = table; s->name != NULL; s = setting_next(s))
        config_json_member(base, s, s != table, out);
}

static void config_json_section(const char *name, const void *base, const struct setting *table,
                                struct buffer *out)
{
    buffer_add_json_string(out, name);
    buffer_add_string(out, ":{");
    config_json_table(base, table, out);
    buffer_add_char(out, '}');
}

void config_json(const struct config *c, struct buffer *out)
{
    buffer_add_char(out, '{');
    config_json_table(c, config_settings, out);
    buffer_add_string(out, ",\"stage\":{");
    for (size_t i = 0; i < c->stage_count; i++) {
        buffer_add_string(out, i > 0 ? "," : "");
        config_json_section(c->stages[i].name, &c->stages[i], config_stage_settings, out);
    }
    buffer_add_string(out, "},\"pipeline\":{");
    for (size_t i = 0; i < c->pipeline_count; i++) {
        buffer_add_string(out, i > 0 ? "," : "");
        config_json_section(c->pipelines[i].type, &c->pipelines[i], config_pipeline_settings, out);
    }
    buffer_add_string(out, "}}\n");
}
