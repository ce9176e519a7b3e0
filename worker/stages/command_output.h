/* SPDX-License-Identifier: MIT */
/*
 * The standard output of a command stage: lines, pushed in as they arrive. Two kinds have a
 * meaning: "progress 42 twelve of thirty" and "result key=value". No I/O; resumes at any byte.
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
    const char *text; /* the message or the value, may be ""; points into the parsed line */
};

/* Starts with an empty line. */
void command_output_init(struct command_output *l);

/* Takes len bytes and calls fn for each complete line, without its line end. A NUL within a line
 * becomes "?". The text is valid during the call. */
void command_output_push(struct command_output *l, const char *bytes, size_t len,
                         void (*fn)(void *arg, const char *text), void *arg);

/* Calls fn for a last line without a line end. */
void command_output_end(struct command_output *l, void (*fn)(void *arg, const char *text),
                        void *arg);

/* Parses one line. A line of neither kind, or with a syntax error, is LINE_OTHER. */
void line_parse(const char *text, struct line *out);

#endif
