/* SPDX-License-Identifier: MIT */
/*
 * Names of files may be anything: they are printed without control characters.
 */
#include "cli/verify/verify_report.h"
#include "cli/common/terminal.h"

#include "base/buffer.h"
#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 8192
#define LINE_COLUMNS 2000
#define SHOW_MS 200
#define CLEAR_LINE "\r\033[K"

void verify_report_begin(struct verify_report *r, bool as_json)
{
    *r = (struct verify_report){.as_json = as_json, .has_bar = isatty(STDERR_FILENO)};
}

static void verify_report_clear(struct verify_report *r)
{
    if (r->shown_at != 0)
        fputs(CLEAR_LINE, stderr);
    r->shown_at = 0;
}

static void verify_report_print_line(const char *path, const struct finding *one)
{
    struct buffer text, line;

    buffer_init(&text, LINE_MAX_BYTES);
    buffer_init(&line, LINE_MAX_BYTES);
    buffer_addf(&text, "%s: %s: %s", path, finding_kind_name(one->kind), one->text);
    (void)terminal_add(&line, buffer_text(&text), LINE_COLUMNS);
    puts(buffer_text(&line));
    buffer_free(&text);
    buffer_free(&line);
}

static void verify_report_print_json(struct verify_report *r, const char *path, const char *id,
                                     const struct finding *one)
{
    struct buffer object;

    buffer_init(&object, LINE_MAX_BYTES);
    buffer_addf(&object, "{\"difference\":\"%s\",\"id\":", finding_kind_name(one->kind));
    if (id != NULL)
        buffer_add_json_string(&object, id);
    else
        buffer_add_string(&object, "null");
    buffer_add_string(&object, ",\"path\":");
    buffer_add_json_string(&object, path);
    buffer_add_string(&object, ",\"text\":");
    buffer_add_json_string(&object, one->text);
    buffer_add_char(&object, '}');
    json_array_add(&r->out, buffer_text(&object));
    buffer_free(&object);
}

static void verify_report_print_one(struct verify_report *r, const char *folder, const char *id,
                                    const struct finding *one)
{
    struct buffer path;

    buffer_init(&path, LINE_MAX_BYTES);
    buffer_addf(&path, "%s%s%s", folder, *folder != '\0' && *one->file != '\0' ? "/" : "",
                one->file);
    if (r->as_json)
        verify_report_print_json(r, buffer_text(&path), id, one);
    else
        verify_report_print_line(buffer_text(&path), one);
    buffer_free(&path);
}

/* Those that are only counted. */
static void verify_report_print_rest(struct verify_report *r, const char *folder, const char *id,
                                     size_t count)
{
    struct finding rest = {.kind = FINDING_MORE, .file = ""};

    (void)snprintf(rest.text, sizeof rest.text, "%zu more difference%s", count,
                   count == 1 ? "" : "s");
    verify_report_print_one(r, folder, id, &rest);
}

void verify_report_print(struct verify_report *r, const char *folder, const char *id,
                         const struct findings *f)
{
    size_t listed = f->count < FINDINGS_MAX ? f->count : FINDINGS_MAX;

    if (f->count == 0)
        return;
    verify_report_clear(r);
    r->differences += (int64_t)f->count;
    for (size_t i = 0; i < listed; i++)
        verify_report_print_one(r, folder, id, &f->list[i]);
    if (f->count > listed)
        verify_report_print_rest(r, folder, id, f->count - listed);
    (void)fflush(stdout);
}

static void verify_report_add_sum(const struct verify_report *r, struct buffer *out)
{
    char size[TERMINAL_NUMBER_SIZE];

    buffer_addf(out, "%" PRId64 " upload%s, %s read, %" PRId64 " difference%s", r->uploads,
                r->uploads == 1 ? "" : "s", terminal_size(r->bytes, size), r->differences,
                r->differences == 1 ? "" : "s");
    if (r->in_use > 0)
        buffer_addf(out, "; in use and not judged: %" PRId64, r->in_use);
}

void verify_report_show(struct verify_report *r)
{
    int64_t now = clock_mono_ms();
    struct buffer line;

    if (!r->has_bar || now - r->shown_at < SHOW_MS)
        return;
    r->shown_at = now;
    buffer_init(&line, LINE_MAX_BYTES);
    verify_report_add_sum(r, &line);
    fprintf(stderr, CLEAR_LINE "%s", buffer_text(&line));
    buffer_free(&line);
}

void verify_report_end(struct verify_report *r)
{
    struct buffer line;

    verify_report_clear(r);
    if (r->as_json) {
        json_array_end(&r->out);
        return;
    }
    buffer_init(&line, LINE_MAX_BYTES);
    verify_report_add_sum(r, &line);
    printf("%s.\n", buffer_text(&line));
    buffer_free(&line);
}
