/* SPDX-License-Identifier: MIT */
/*
 * Text for people's terminals: what strangers sent can neither move the cursor nor pretend to be
 * more than its columns; numbers with units.
 */
#ifndef LOADLINE_TERMINAL_H
#define LOADLINE_TERMINAL_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TERMINAL_NUMBER_SIZE 24

/* Columns of standard output, 80 where unknown. */
size_t terminal_columns(void);

/* Its rows, 0 where unknown. */
size_t terminal_rows(void);

/* Appends text cut to at most that many columns; what cannot be shown safely becomes "?". Returns
 * the columns taken. */
size_t terminal_add(struct buffer *out, const char *text, size_t columns);

/* The same, filled up with blanks to exactly that many columns. */
void terminal_add_padded(struct buffer *out, const char *text, size_t columns);

/* "12.3 MiB"; "?" for a negative size. */
const char *terminal_size(int64_t bytes, char buf[TERMINAL_NUMBER_SIZE]);

/* "1:02:03" or "2:03"; "?" for a negative time. */
const char *terminal_time(int64_t ms, char buf[TERMINAL_NUMBER_SIZE]);

#endif
