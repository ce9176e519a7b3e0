/* SPDX-License-Identifier: MIT */
/*
 * Reads the INI file. inih splits the lines. This file's reader counts them and rejects lines that
 * inih would silently cut or misread: lines that are too long, and an indented setting, which inih
 * takes for a continuation of the setting before it.
 */
#include "config/config_file.h"

#include "config/config_check.h"
#include "config/config_stage.h"
#include "config/config_value.h"
#include "base/error.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEN_MAX 512   /* settings in one file */
#define SECTION_MAX 50 /* inih cuts longer ones */
#define SHOWN_MAX 80   /* bytes of an invalid value in a message */

struct seen {
    const void *base;
    const struct setting *setting;
    int line;
};

struct reading {
    const char *path;
    FILE *file;
    int line;
    bool indented; /* the current line starts with a blank */
    struct config *config;
    struct config_sections *sections;
    struct seen seen[SEEN_MAX];
    size_t seen_count;
    char value[CONFIG_VALUE_MAX + 1]; /* of the latest setting, with its continuation lines */
    char *message;
    int err;
    int err_line;
    int reason; /* errno of the last read, if it failed */
};

static int config_file_complain(struct reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Keeps the first error, prefixed with file and line. Returns 0, which means failure to inih. */
static int config_file_complain(struct reading *r, const char *format, ...)
{
    if (r->err)
        return 0;
    r->err = ERR_CONFIG;
    r->err_line = r->line;
    int len = snprintf(r->message, CONFIG_ERROR_MAX, "%s:%d: ", r->path, r->line);
    if (len > 0 && len < CONFIG_ERROR_MAX) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(r->message + len, CONFIG_ERROR_MAX - (size_t)len, format, args);
        va_end(args);
    }
    return 0;
}

static int config_file_fail(struct reading *r, int err)
{
    r->err = err;
    r->err_line = r->line;
    return 0;
}

void config_explain(const struct setting *s, const char *where, const char *value,
                    char message[CONFIG_ERROR_MAX])
{
    struct buffer right;
    buffer_init(&right, CONFIG_ERROR_MAX);
    config_value_describe(s, &right);
    /* Do not repeat a value that may contain a password. */
    if (s->type == SETTING_SECRET || strcmp(s->name, "redis_url") == 0)
        (void)snprintf(message, CONFIG_ERROR_MAX, "%s must be %s", where, buffer_text(&right));
    else
        (void)snprintf(message, CONFIG_ERROR_MAX, "%s = %.*s: must be %s", where, SHOWN_MAX, value,
                       buffer_text(&right));
    buffer_free(&right);
}

static int complain_value(struct reading *r, const struct setting *s)
{
    char where[CONFIG_ERROR_MAX];
    (void)snprintf(where, sizeof where, "%s:%d: %s", r->path, r->line, s->name);
    config_explain(s, where, r->value, r->message);
    r->err_line = r->line;
    r->err = ERR_CONFIG;
    return 0;
}

static int complain_unknown(struct reading *r, const struct setting *table, const char *name)
{
    const struct setting *near = setting_nearest(table, name);
    if (near)
        return config_file_complain(r, "there is no setting %.50s; did you mean %s?", name,
                                    near->name);
    if (table != config_stage_settings && setting_find(config_stage_settings, name))
        return config_file_complain(r, "%s belongs in a section [stage NAME]", name);
    if (table != config_settings && setting_find(config_settings, name))
        return config_file_complain(r, "%s belongs above all sections", name);
    return config_file_complain(
        r, "there is no setting %.50s; \"loadline config --dump\" lists them all", name);
}

/* Returns the rest of a section's name after the word for its kind, or NULL. */
static const char *config_file_after_word(const char *section, const char *word)
{
    size_t len = strlen(word);
    return strncmp(section, word, len) == 0 && section[len] == ' '
               ? section + len + strspn(section + len, " ")
               : NULL;
}

static int open_stage(struct reading *r, const char *name, void **base)
{
    struct config_stage *stage = NULL;

    if (!setting_is_stage_name(name)) {
        (void)config_file_complain(
            r, "a stage's name must be 1 to 32 of a-z, 0-9, \"_\" and \"-\", not %s", name);
        return ERR_CONFIG;
    }
    int err = config_sections_get(r->sections, name, &stage);
    if (err == ERR_BOUND)
        (void)config_file_complain(r, "there may be at most %d stages", CONFIG_STAGES_MAX);
    else if (err)
        (void)config_file_fail(r, err);
    *base = stage;
    return err;
}

static int open_pipeline(struct reading *r, const char *type, void **base)
{
    struct config_pipeline *pipeline = NULL;

    if (!config_check_type_pattern(type)) {
        (void)config_file_complain(
            r, "a pipeline is for a type such as application/pdf or image/*, not %s", type);
        return ERR_CONFIG;
    }
    int err = config_pipeline_get(r->config, type, &pipeline);
    if (err == ERR_BOUND)
        (void)config_file_complain(r, "there may be at most %d pipelines", CONFIG_PIPELINES_MAX);
    else if (err)
        (void)config_file_fail(r, err);
    *base = pipeline;
    return err;
}

/* Finds the struct and the table of a section's settings. */
static int open_section(struct reading *r, const char *section, void **base,
                        const struct setting **table)
{
    const char *name;

    *base = r->config;
    *table = config_settings;
    if (!*section)
        return 0;
    if ((name = config_file_after_word(section, "stage")) != NULL) {
        *table = config_stage_settings;
        return open_stage(r, name, base);
    }
    if ((name = config_file_after_word(section, "pipeline")) != NULL) {
        *table = config_pipeline_settings;
        return open_pipeline(r, name, base);
    }
    (void)config_file_complain(
        r, "there is no section [%s]; sections are [stage NAME] and [pipeline TYPE]", section);
    return ERR_CONFIG;
}

static int store(struct reading *r, void *base, const struct setting *s)
{
    int err = config_value_set(base, s, r->value);
    if (err == ERR_CONFIG)
        return complain_value(r, s);
    return err ? config_file_fail(r, err) : 1;
}

/* An indented line continues the value before it. */
static int continue_value(struct reading *r, const struct setting *table, void *base,
                          const struct setting *s, const char *more)
{
    char name[SECTION_MAX];
    size_t len = strcspn(more, " \t=:");
    (void)snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : 0), more);
    const char *after = more + len + strspn(more + len, " \t");
    if (*after == '=' && setting_find(table, name))
        return config_file_complain(
            r, "%s begins with a blank, which continues the line before; remove the blank", name);
    size_t have = strlen(r->value);
    int added = snprintf(r->value + have, sizeof r->value - have, " %s", more);
    if (added < 0 || (size_t)added >= sizeof r->value - have)
        return config_file_complain(r, "%s is longer than %d bytes", s->name, CONFIG_VALUE_MAX);
    return store(r, base, s);
}

static int begin_value(struct reading *r, void *base, const struct setting *s, const char *value)
{
    for (size_t i = 0; i < r->seen_count; i++) {
        const struct seen *seen = &r->seen[i];
        if (seen->base == base && seen->setting == s)
            return config_file_complain(r, "%s is set already in line %d", s->name, seen->line);
    }
    if (r->seen_count == SEEN_MAX)
        return config_file_complain(r, "there may be at most %d settings", SEEN_MAX);
    r->seen[r->seen_count++] = (struct seen){base, s, r->line};
    (void)snprintf(r->value, sizeof r->value, "%s", value);
    return store(r, base, s);
}

/* inih's handler: 1 for success, 0 for failure. */
static int take_setting(void *arg, const char *section, const char *name, const char *value)
{
    struct reading *r = arg;
    void *base = NULL;
    const struct setting *table = NULL;
    if (r->err || open_section(r, section, &base, &table) != 0)
        return 0;
    const struct setting *s = setting_find(table, name);
    if (!s)
        return complain_unknown(r, table, name);
    const struct seen *last = r->seen_count ? &r->seen[r->seen_count - 1] : NULL;
    if (r->indented && last && last->base == base && last->setting == s)
        return continue_value(r, table, base, s, value);
    return begin_value(r, base, s, value);
}

/* inih's reader: like fgets(), but an error ends the file, and a line that is too long is an error.
 */
static char *read_line(char *buf, int size, void *arg)
{
    struct reading *r = arg;
    if (r->err)
        return NULL;
    if (!fgets(buf, size, r->file)) {
        r->reason = errno;
        return NULL;
    }
    r->line++;
    r->indented = buf[0] == ' ' || buf[0] == '\t';
    size_t len = strlen(buf);
    if (len + 1 >= (size_t)size && buf[len - 1] != '\n' && !feof(r->file)) {
        (void)config_file_complain(
            r,
            "a line must not be longer than %d bytes; a further line that begins with "
            "a blank continues it",
            size - 2);
        return NULL;
    }
    return buf;
}

static int config_file_parse(struct reading *r)
{
    int line = ini_parse_stream(read_line, r, take_setting, r);
    if (line < 0)
        return ERR_NOMEM;
    if (line > 0 && (!r->err || line < r->err_line)) {
        r->err = 0;
        r->line = line;
        (void)config_file_complain(
            r, "neither \"name = value\" nor a section [stage NAME] or [pipeline TYPE]");
    }
    return r->err;
}

int config_file_read(const char *path, struct config *c, struct config_sections *sections,
                     char message[CONFIG_ERROR_MAX])
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        return ERR_NOMEM;
    *r = (struct reading){.path = path, .config = c, .sections = sections, .message = message};
    r->file = fopen(path, "re");
    int err = ERR_CONFIG;
    if (r->file) {
        err = config_file_parse(r);
        if (!err && ferror(r->file)) {
            (void)snprintf(message, CONFIG_ERROR_MAX, "%s: cannot be read: %s", path,
                           strerror(r->reason));
            err = ERR_CONFIG;
        }
        (void)fclose(r->file);
    } else {
        (void)snprintf(message, CONFIG_ERROR_MAX, "%s: cannot be opened: %s", path,
                       strerror(errno));
    }
    free(r);
    return err;
}
