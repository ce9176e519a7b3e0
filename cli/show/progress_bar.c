/* SPDX-License-Identifier: MIT */
/*
 * Formats the progress bar of one upload, and its plain line.
 */
#include "cli/show/progress_bar.h"
#include "cli/common/terminal.h"
#include "upload/state.h"

#include <string.h>

#define NAME_COLUMNS 24
#define BAR_LEAST 10
/* "999.9 MiB of 999.9 MiB  99.9 MiB/s  1:23 left": reserved, so that no bar changes its length. */
#define TAIL_COLUMNS 46
#define LINE_MAX_BYTES 4096
#define PLAIN_COLUMNS 1000

static int percent_of(const struct json *doc)
{
    return (int)json_get_int(doc, "percent", -1);
}

static void add_percent(struct buffer *out, int percent)
{
    if (percent >= 0)
        buffer_addf(out, "%3d%%", percent);
    else
        buffer_add_string(out, "   ?");
}

/* Appends "12.3 MiB of 30.0 MiB", or one of them if they are equal. */
static void add_amount(struct buffer *out, const struct json *doc)
{
    char text[TERMINAL_NUMBER_SIZE];
    int64_t received = json_get_int(doc, "received", 0);
    int64_t size = json_get_int(doc, "size", -1);
    buffer_add_string(out, terminal_size(received, text));
    if (received != size)
        buffer_addf(out, " of %s", terminal_size(size, text));
}

/* Appends the text after the bar: amount, speed and time left, or the state after the transfer. */
static void add_tail(struct buffer *out, const struct json *doc)
{
    char text[TERMINAL_NUMBER_SIZE];
    int64_t rate = json_get_int(doc, "rate", 0);
    int64_t eta = json_get_int(doc, "eta_ms", -1);
    add_amount(out, doc);
    if (rate > 0)
        buffer_addf(out, "  %s/s", terminal_size(rate, text));
    if (eta >= 0 && rate > 0)
        buffer_addf(out, "  %s left", terminal_time(eta, text));
    if (strcmp(json_get_string(doc, "state", ""), state_name(STATE_UPLOADING)) == 0 &&
        state_transfer_is(json_get_string(doc, "transfer", ""), false))
        buffer_add_string(out, "  waiting for the sender");
}

static void add_bar(struct buffer *out, int percent, size_t columns)
{
    size_t inner = columns - 2;
    size_t full = percent > 0 ? inner * (size_t)(percent > 100 ? 100 : percent) / 100 : 0;
    buffer_add_char(out, '[');
    for (size_t i = 0; i < inner; i++)
        buffer_add_char(out, i < full ? '#' : '-');
    buffer_add_char(out, ']');
}

/* Appends "digest done, scan running 40%"; nothing if there are no stages. */
static void progress_bar_add_stages(struct buffer *out, const struct json *doc)
{
    const struct json *stages = json_member(doc, "stages");
    for (size_t i = 0; i < json_count(stages); i++) {
        const struct json *stage = json_item(stages, i);
        const char *state = json_get_string(stage, "state", "?");
        int64_t progress = json_get_int(stage, "progress", -1);
        buffer_add_string(out, i ? ", " : "");
        (void)terminal_add(out, json_get_string(stage, "label", "?"), PLAIN_COLUMNS);
        buffer_addf(out, " %s", state);
        if (strcmp(state, stage_state_name(STAGE_RUNNING)) == 0 && progress >= 0)
            buffer_addf(out, " %lld%%", (long long)progress);
    }
}

/* Returns the reason of a failure, else the message, else NULL. */
static const char *message_of(const struct json *doc)
{
    const char *failure = json_get_string(json_member(doc, "error"), "message", NULL);
    return failure ? failure : json_get_string(doc, "message", NULL);
}

static void add_second_line(struct buffer *out, const struct json *doc)
{
    struct buffer stages;
    const char *message = message_of(doc);
    buffer_init(&stages, LINE_MAX_BYTES);
    progress_bar_add_stages(&stages, doc);
    buffer_addf(out, "  %s", json_get_string(doc, "state", "?"));
    if (stages.len)
        buffer_addf(out, ": %s", buffer_text(&stages));
    if (message)
        buffer_addf(out, "; %s", message);
    buffer_free(&stages);
}

static void add_first_line(struct buffer *out, const struct json *doc, size_t columns)
{
    size_t name = columns / 3 < NAME_COLUMNS ? columns / 3 : NAME_COLUMNS;
    size_t others = name + TAIL_COLUMNS + 8; /* "NAME [bar] 100%  tail" */
    size_t bar = columns > others + BAR_LEAST ? columns - others : BAR_LEAST;
    terminal_add_padded(out, json_get_string(doc, "name", json_get_string(doc, "id", "?")), name);
    buffer_add_char(out, ' ');
    add_bar(out, percent_of(doc), bar);
    buffer_add_char(out, ' ');
    add_percent(out, percent_of(doc));
    buffer_add_string(out, "  ");
    add_tail(out, doc);
}

void progress_bar_add(struct buffer *out, const struct json *doc, size_t columns)
{
    struct buffer line;
    buffer_init(&line, LINE_MAX_BYTES);
    add_first_line(&line, doc, columns);
    (void)terminal_add(out, buffer_text(&line), columns);
    buffer_add_char(out, '\n');
    buffer_reset(&line);
    add_second_line(&line, doc);
    (void)terminal_add(out, buffer_text(&line), columns);
    buffer_free(&line);
}

void progress_bar_add_plain(struct buffer *out, const struct json *doc)
{
    struct buffer line;
    const char *message = message_of(doc);
    buffer_init(&line, LINE_MAX_BYTES * 4);
    buffer_addf(&line, "%s %s ", json_get_string(doc, "id", "?"),
                json_get_string(doc, "state", "?"));
    if (percent_of(doc) >= 0)
        buffer_addf(&line, "%d%% ", percent_of(doc));
    add_amount(&line, doc);
    if (json_count(json_member(doc, "stages"))) {
        buffer_add_string(&line, "; ");
        progress_bar_add_stages(&line, doc);
    }
    if (message)
        buffer_addf(&line, "; %s", message);
    (void)terminal_add(out, buffer_text(&line), PLAIN_COLUMNS);
    buffer_free(&line);
}
