/* SPDX-License-Identifier: MIT */
/*
 * What a command stage says on its standard output: lines, pushed in as they come, and the two
 * that mean something: "progress 42 twelve of thirty" and "result key=value". No I/O; resumes at
 * any byte.
 */
#ifndef LOADLINE_COMMAND_OUTPUT_H
#define LOADLINE_COMMAND_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#define COMMAND_OUTPUT_MAX 1024   /* bytes of one line; the rest of a longer one is dropped */
#define COMMAND_OUTPUT_KEY_MAX 64 /* bytes of a result's key */

struct command_output {
    char text[COMMAND_OUTPUT_MAX + 1];
    size_t len;
};

enum line_kind { LINE_OTHER, LINE_PROGRESS, LINE_RESULT };

struct line {
    enum line_kind kind;
    int progress;                         /* 0 to 100 */
    char key[COMMAND_OUTPUT_KEY_MAX + 1]; /* letters, digits, "_", "-" and "." */
    const char *text; /* the message or the value, maybe ""; within the line parsed */
};

void command_output_init(struct command_output *l);

/* Takes bytes and calls fn for each line that they end, without its line end; a NUL within counts
 * as
 * "?". The text is valid for the call only. */
void command_output_push(struct command_output *l, const char *bytes, size_t len,
                         void (*fn)(void *arg, const char *text), void *arg);

/* Calls fn for a last line that was never ended. */
void command_output_end(struct command_output *l, void (*fn)(void *arg, const char *text),
                        void *arg);

/* Reads one line. What is neither of the two, or not quite, is LINE_OTHER. */
void line_parse(const char *text, struct line *out);

#endif
