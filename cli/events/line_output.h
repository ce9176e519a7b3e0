/* SPDX-License-Identifier: MIT */
/*
 * Documents on standard output, a line each, written at once. A reader that is gone is an ordinary
 * end, as "head" is one.
 */
#ifndef LOADLINE_LINE_OUTPUT_H
#define LOADLINE_LINE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct line_output {
    bool is_terminal;
    bool is_closed; /* the reader is gone */
    int err;        /* 0 or ERR_IO, after a complaint */
};

/* Looks what standard output is. From then on writing to a reader that is gone raises no signal. */
void line_output_begin(struct line_output *o);

/* Writes a document of JSON as one line; on a terminal without control characters. Waits for a slow
 * reader, unless a signal comes. Returns false if nothing more can be written. */
bool line_output_write(struct line_output *o, const char *text, size_t len);

#endif
