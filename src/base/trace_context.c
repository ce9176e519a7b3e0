/* SPDX-License-Identifier: MIT */
/*
 * https://www.w3.org/TR/trace-context/ (level 1), and the flag random-trace-id of level 2.
 */
#include "base/trace_context.h"

#include "base/id.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>

#define VERSION_LEN 2
#define TRACE_LEN 32
#define PARENT_LEN 16
#define FLAGS_LEN 2
#define TRACE_AT (VERSION_LEN + 1)
#define PARENT_AT (TRACE_AT + TRACE_LEN + 1)
#define FLAGS_AT (PARENT_AT + PARENT_LEN + 1)
#define FLAGS_END (FLAGS_AT + FLAGS_LEN)

static const char hex_digits[] = "0123456789abcdef";

_Static_assert(FLAGS_END + 1 == TRACE_PARENT_SIZE, "the size is that of version 00");

/* Whether len lower case digits begin here, and end with that character. */
static bool is_hex(const char *text, size_t len, char end)
{
    return strspn(text, hex_digits) == len && text[len] == end;
}

static bool is_zero(const char *text, size_t len)
{
    return strspn(text, "0") >= len;
}

static bool has_version(const char *text)
{
    return is_hex(text, VERSION_LEN, '-') && strncmp(text, "ff", VERSION_LEN) != 0;
}

/* Version 00 ends here; a later one may go on after a dash. */
static bool has_end(const char *text)
{
    return is_hex(text + FLAGS_AT, FLAGS_LEN, '\0') ||
           (!is_zero(text, VERSION_LEN) && is_hex(text + FLAGS_AT, FLAGS_LEN, '-'));
}

bool trace_parent_parse(const char *text, char out[TRACE_PARENT_SIZE])
{
    out[0] = '\0';
    if (text == NULL || !has_version(text) || !is_hex(text + TRACE_AT, TRACE_LEN, '-') ||
        is_zero(text + TRACE_AT, TRACE_LEN) || !is_hex(text + PARENT_AT, PARENT_LEN, '-') ||
        is_zero(text + PARENT_AT, PARENT_LEN) || !has_end(text))
        return false;
    /* Only the two lowest flags have a meaning: sampled, and random-trace-id. */
    size_t flags = (size_t)(strchr(hex_digits, text[FLAGS_AT + 1]) - hex_digits) & 3;
    (void)snprintf(out, TRACE_PARENT_SIZE, "00-%.*s-%.*s-0%zu", TRACE_LEN, text + TRACE_AT,
                   PARENT_LEN, text + PARENT_AT, flags);
    return true;
}

void trace_parent_id(const char *parent, char out[TRACE_ID_SIZE])
{
    const char *id = parent[0] == '\0' ? "" : parent + TRACE_AT;

    (void)snprintf(out, TRACE_ID_SIZE, "%s", id); /* cut before the parent-id */
}

void trace_parent_child(const char *parent, char out[TRACE_PARENT_SIZE])
{
    char span[PARENT_LEN + 1];

    out[0] = '\0';
    if (parent[0] == '\0' || id_random_hex(span, sizeof span) != 0)
        return;
    if (is_zero(span, PARENT_LEN))
        span[PARENT_LEN - 1] = '1';
    (void)snprintf(out, TRACE_PARENT_SIZE, "%.*s%s%s", PARENT_AT, parent, span,
                   parent + FLAGS_AT - 1);
}

void trace_parent_log(const char *id, const char *parent)
{
    char trace[TRACE_ID_SIZE];

    trace_parent_id(parent, trace);
    log_set_trace(id, trace);
}
