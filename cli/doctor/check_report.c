/* SPDX-License-Identifier: MIT */
/*
 * Prints results. A text may contain output of a foreign server, so control characters are removed.
 */
#include "cli/doctor/check_report.h"

#include "cli/common/json_array.h"
#include "cli/common/terminal.h"

#include "base/upload_key.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 1024
#define LINE_MAX_BYTES 4096
#define JSON_MAX_BYTES 65536
#define CHECK_COLUMNS 14

static const char *report_place; /* or NULL */
static bool report_is_json;
static struct json_array report_array;

void check_report_set_place(const char *place)
{
    report_place = place;
}

void check_report_begin_json(void)
{
    report_is_json = true;
}

bool check_report_end_json(void)
{
    if (report_is_json)
        json_array_end(&report_array);
    return report_is_json;
}

static void check_report_add_member(struct buffer *out, const char *name, const char *text)
{
    buffer_addf(out, ",\"%s\":", name);
    if (text != NULL)
        buffer_add_json_string(out, text);
    else
        buffer_add_string(out, "null");
}

/* The remedy without the marks of its places, which only the layout needs. */
static void check_report_add_remedy(struct buffer *out, const char *remedy)
{
    struct buffer plain;

    buffer_init(&plain, LINE_MAX_BYTES);
    for (const char *c = remedy; c != NULL && *c != '\0'; c++)
        if (*c != '>' || (c > remedy && c[-1] != '\n'))
            buffer_add_char(&plain, *c);
    check_report_add_member(out, "remedy", remedy != NULL ? buffer_text(&plain) : NULL);
    buffer_free(&plain);
}

static void check_report_print_json(const char *word, const char *check, const char *remedy,
                                    const char *text)
{
    struct buffer object;

    buffer_init(&object, JSON_MAX_BYTES);
    buffer_addf(&object, "{\"result\":\"%s\"", word);
    check_report_add_member(&object, "check", check);
    check_report_add_member(&object, "place", report_place);
    check_report_add_member(&object, "text", text);
    check_report_add_remedy(&object, remedy);
    buffer_add_char(&object, '}');
    json_array_add(&report_array, buffer_text(&object));
    buffer_free(&object);
}

/* Lines to copy are printed on lines of their own. */
static void add_remedy(struct buffer *out, const char *remedy)
{
    char line[TEXT_MAX];
    const char *before = "; remedy: ";

    while (*remedy != '\0') {
        size_t len = strcspn(remedy, "\n");
        bool place = *remedy == '>';
        (void)snprintf(line, sizeof line, "%.*s", (int)(len - place), remedy + place);
        buffer_add_string(out, place ? "\n    " : before);
        (void)terminal_add(out, line, TEXT_MAX);
        remedy += len + (remedy[len] == '\n');
        before = "\n      ";
    }
}

static void check_report_print(const char *word, const char *check, const char *remedy,
                               const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

static void check_report_print(const char *word, const char *check, const char *remedy,
                               const char *format, va_list args)
{
    char text[TEXT_MAX];
    struct buffer line;

    (void)vsnprintf(text, sizeof text, format, args);
    upload_key_mask(text);
    if (report_is_json) {
        check_report_print_json(word, check, remedy, text);
        return;
    }
    buffer_init(&line, LINE_MAX_BYTES);
    buffer_addf(&line, "%-4s  %-*s  ", word, CHECK_COLUMNS, check);
    if (report_place != NULL)
        buffer_addf(&line, "%s: ", report_place);
    (void)terminal_add(&line, text, TEXT_MAX);
    if (remedy != NULL)
        add_remedy(&line, remedy);
    puts(buffer_text(&line));
    (void)fflush(stdout); /* the next check may take seconds */
    buffer_free(&line);
}

void check_report_ok(const char *check, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    check_report_print("ok", check, NULL, format, args);
    va_end(args);
}

void check_report_skip(const char *check, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    check_report_print("skip", check, NULL, format, args);
    va_end(args);
}

void check_report_warn(struct check_report *f, const char *check, const char *remedy,
                       const char *format, ...)
{
    va_list args;

    f->warnings++;
    va_start(args, format);
    check_report_print("warn", check, remedy, format, args);
    va_end(args);
}

void check_report_fail(struct check_report *f, const char *check, const char *remedy,
                       const char *format, ...)
{
    va_list args;

    f->failures++;
    va_start(args, format);
    check_report_print("FAIL", check, remedy, format, args);
    va_end(args);
}
