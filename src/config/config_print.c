/* SPDX-License-Identifier: MIT */
/*
 * Prints the table of settings: as a file with the current values, and as the list of the man page.
 */
#include "config/config.h"

#include "config/config_group.h"
#include "config/config_table.h"
#include "config/config_value.h"

#include <string.h>

#define LINE_WIDTH 78

/* Prints prose as comment lines. */
static void print_comment(const char *text, struct buffer *out)
{
    size_t column = 0;
    while (*text) {
        size_t len = strcspn(text, " ");
        if (column && column + 1 + len > LINE_WIDTH) {
            buffer_add_char(out, '\n');
            column = 0;
        }
        buffer_add_string(out, column ? " " : "; ");
        column += len + (column ? 1 : 2);
        buffer_add(out, text, len);
        text += len + strspn(text + len, " ");
    }
    buffer_add_char(out, '\n');
}

static void print_bounds(const struct setting *s, struct buffer *out)
{
    struct buffer text;
    buffer_init(&text, 512);
    buffer_add_string(&text, "Must be ");
    config_value_describe(s, &text);
    if (s->fallback && *s->fallback)
        buffer_addf(&text, "; default %s", s->fallback);
    buffer_add_char(&text, '.');
    print_comment(buffer_text(&text), out);
    buffer_free(&text);
}

static bool config_print_is_set(const void *base, const struct setting *s)
{
    struct buffer text;
    buffer_init(&text, CONFIG_VALUE_MAX * 2);
    config_value_print(base, s, &text);
    bool set = text.len > 0;
    buffer_free(&text);
    return set;
}

static void print_setting(const void *base, const struct setting *s, struct buffer *out)
{
    buffer_add_char(out, '\n');
    print_comment(s->prose, out);
    print_bounds(s, out);
    if (!s->fallback && !config_print_is_set(base, s))
        buffer_add_string(out, ";");
    buffer_addf(out, "%s = ", s->name);
    config_value_print(base, s, out);
    buffer_add_char(out, '\n');
}

void config_dump(const struct config *c, struct buffer *out)
{
    buffer_add_string(out, "; Every setting with the value in force.\n");
    for (const struct setting *s = config_settings; s->name; s = setting_next(s)) {
        const struct config_group *g = config_group_begun_by(s->name);
        if (g != NULL) {
            buffer_addf(out, "\n; --- %s ---\n", g->title);
            print_comment(g->prose, out);
        }
        print_setting(c, s, out);
    }
    for (size_t i = 0; i < c->stage_count; i++) {
        buffer_addf(out, "\n[stage %s]\n", c->stages[i].name);
        for (const struct setting *s = config_stage_settings; s->name; s = setting_next(s))
            print_setting(&c->stages[i], s, out);
    }
    for (size_t i = 0; i < c->pipeline_count; i++) {
        buffer_addf(out, "\n[pipeline %s]\n", c->pipelines[i].type);
        for (const struct setting *s = config_pipeline_settings; s->name; s = setting_next(s))
            print_setting(&c->pipelines[i], s, out);
    }
}

/* Appends text escaped for roff: no escapes, and no requests at the start of a line. */
static void add_roff(const char *text, struct buffer *out)
{
    for (; *text; text++) {
        if (*text == '\\')
            buffer_add_string(out, "\\e");
        else if (*text == '-')
            buffer_add_string(out, "\\-");
        else if (*text == '"')
            buffer_add_string(out, "\\(dq");
        else
            buffer_add_char(out, *text);
    }
}

/* Appends prose with a line break after each sentence, as mdoc requires. */
static void add_sentences(const char *text, struct buffer *out)
{
    while (*text) {
        const char *end = strstr(text, ". ");
        size_t len = end ? (size_t)(end - text) + 1 : strlen(text);
        struct buffer sentence;
        buffer_init(&sentence, 1024);
        buffer_add(&sentence, text, len);
        add_roff(buffer_text(&sentence), out);
        buffer_add_char(out, '\n');
        buffer_free(&sentence);
        text += len + strspn(text + len, " ");
    }
}

static void mdoc_setting(const struct setting *s, struct buffer *out)
{
    buffer_addf(out, ".It Cm %s\n", s->name);
    add_sentences(s->prose, out);
    struct buffer right;
    buffer_init(&right, 512);
    config_value_describe(s, &right);
    buffer_add_string(out, "Must be ");
    add_roff(buffer_text(&right), out);
    buffer_add_string(out, s->fallback && *s->fallback ? ";\ndefault\n.Ql " : ".\n");
    buffer_free(&right);
    if (s->fallback && *s->fallback) {
        add_roff(s->fallback, out);
        buffer_add_string(out, " .\n");
    }
}

static void mdoc_table(const struct setting *table, struct buffer *out)
{
    buffer_add_string(out, ".Bl -tag -width Ds\n");
    for (const struct setting *s = table; s->name; s = setting_next(s))
        mdoc_setting(s, out);
    buffer_add_string(out, ".El\n");
}

static void mdoc_heading(const struct config_group *g, struct buffer *out)
{
    buffer_addf(out, ".Ss %s\n", g->title);
    add_sentences(g->prose, out);
    buffer_add_string(out, ".Bd -literal -offset indent\n");
    add_roff(g->example, out);
    buffer_add_string(out, ".Ed\n.Bl -tag -width Ds\n");
}

/* Appends the settings outside sections, by group. */
static void mdoc_groups(struct buffer *out)
{
    for (const struct setting *s = config_settings; s->name; s = setting_next(s)) {
        const struct config_group *g = config_group_begun_by(s->name);
        if (g != NULL && s != config_settings)
            buffer_add_string(out, ".El\n");
        if (g != NULL)
            mdoc_heading(g, out);
        mdoc_setting(s, out);
    }
    buffer_add_string(out, ".El\n");
}

void config_mdoc(struct buffer *out)
{
    mdoc_groups(out);
    buffer_add_string(out, ".Ss Settings of a section [stage NAME]\n");
    mdoc_table(config_stage_settings, out);
    buffer_add_string(out, ".Ss Settings of a section [pipeline TYPE]\n");
    mdoc_table(config_pipeline_settings, out);
}
