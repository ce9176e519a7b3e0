/* SPDX-License-Identifier: MIT */
/*
 * Prints results. A text may contain output of a foreign server, so control characters are removed.
 */
#include "cli/doctor/check_report.h"

#include "cli/common/terminal.h"

#include "base/upload_key.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 1024
#define LINE_MAX_BYTES 4096
#define CHECK_COLUMNS 14

static const char *report_place; /* or NULL */

void check_report_set_place(const char *place)
{
    report_place = place;
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
