/* SPDX-License-Identifier: MIT */
/*
 * Shows uploads: redraws bars in place, or prints changes.
 */
#include "cli/show/screen.h"
#include "cli/common/cli.h"
#include "cli/common/terminal.h"
#include "cli/show/progress_bar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAME_MAX_BYTES (1 << 20)
#define CURSOR_UP "\033[%zuA"
#define CLEAR_LINE "\033[K"
#define CLEAR_BELOW "\033[J"

struct screen {
    bool terminal;
    size_t drawn; /* lines above the cursor that we drew */
    size_t count;
    char **lines; /* not a terminal: the last line printed for each upload */
    bool noticed; /* the notice was printed and still applies */
};

struct screen *screen_new(size_t n)
{
    struct screen *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    /* More uploads than fit cannot be redrawn in place. */
    s->terminal = isatty(STDOUT_FILENO) && n * PROGRESS_BAR_LINES + 1 < terminal_rows();
    s->count = n;
    s->lines = calloc(n ? n : 1, sizeof *s->lines);
    if (!s->lines)
        screen_free(&s);
    return s;
}

void screen_free(struct screen **s)
{
    if (!*s)
        return;
    for (size_t i = 0; (*s)->lines && i < (*s)->count; i++)
        free((*s)->lines[i]);
    free((*s)->lines);
    free(*s);
    *s = NULL;
}

/* Clears the rest of every line, so that no part of an older line stays. */
static void add_cleared(struct buffer *frame, const char *lines)
{
    for (;;) {
        size_t len = strcspn(lines, "\n");
        buffer_add(frame, lines, len);
        buffer_add_string(frame, CLEAR_LINE "\n");
        if (!lines[len])
            return;
        lines += len + 1;
    }
}

static void draw(struct screen *s, const struct json *const *docs, size_t n, const char *notice)
{
    struct buffer frame, block;
    size_t columns = terminal_columns() - 1; /* some terminals wrap at the last column */
    buffer_init(&frame, FRAME_MAX_BYTES);
    buffer_init(&block, FRAME_MAX_BYTES);
    if (s->drawn)
        buffer_addf(&frame, CURSOR_UP, s->drawn);
    buffer_add_char(&frame, '\r');
    s->drawn = 0;
    for (size_t i = 0; i < n; i++) {
        if (!docs[i])
            continue;
        buffer_reset(&block);
        progress_bar_add(&block, docs[i], columns);
        add_cleared(&frame, buffer_text(&block));
        s->drawn += PROGRESS_BAR_LINES;
    }
    if (notice) {
        buffer_reset(&block);
        (void)terminal_add(&block, notice, columns);
        add_cleared(&frame, buffer_text(&block));
        s->drawn++;
    }
    buffer_add_string(&frame, CLEAR_BELOW);
    fputs(buffer_text(&frame), stdout);
    buffer_free(&frame);
    buffer_free(&block);
}

static void print_if_new(char **last, const struct json *doc)
{
    struct buffer line;
    buffer_init(&line, FRAME_MAX_BYTES);
    progress_bar_add_plain(&line, doc);
    if (!*last || strcmp(*last, buffer_text(&line)) != 0) {
        puts(buffer_text(&line));
        free(*last);
        *last = buffer_take(&line);
    }
    buffer_free(&line);
}

static void print_changes(struct screen *s, const struct json *const *docs, size_t n,
                          const char *notice)
{
    for (size_t i = 0; i < n; i++) {
        if (docs[i])
            print_if_new(&s->lines[i], docs[i]);
    }
    if (notice && !s->noticed)
        cli_complain("%s; trying again", notice);
    s->noticed = notice != NULL;
}

void screen_show(struct screen *s, const struct json *const *docs, size_t n, const char *notice)
{
    if (s->terminal)
        draw(s, docs, n, notice);
    else
        print_changes(s, docs, n, notice);
    (void)fflush(stdout);
}
