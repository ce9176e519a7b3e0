/* SPDX-License-Identifier: MIT */
/*
 * Text for terminals. Text from others can neither move the cursor nor take more than its columns.
 * Numbers have units.
 */
#ifndef LOADLINE_TERMINAL_H
#define LOADLINE_TERMINAL_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TERMINAL_NUMBER_SIZE 24

/* Columns of standard output; defaults to 80. */
size_t terminal_columns(void);

/* Rows of standard output; 0: unknown. */
size_t terminal_rows(void);

/* Appends text, cut to at most that many columns; an unsafe character becomes "?". Returns the
 * columns used. */
size_t terminal_add(struct buffer *out, const char *text, size_t columns);

/* Like terminal_add(), padded with blanks to exactly that many columns. */
void terminal_add_padded(struct buffer *out, const char *text, size_t columns);

/* Formats "12.3 MiB"; "?" for a negative size. Returns buf or a constant. */
const char *terminal_size(int64_t bytes, char buf[TERMINAL_NUMBER_SIZE]);

/* Formats "1:02:03" or "2:03"; "?" for a negative time. Returns buf or a constant. */
const char *terminal_time(int64_t ms, char buf[TERMINAL_NUMBER_SIZE]);

#endif
