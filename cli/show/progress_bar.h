/* SPDX-License-Identifier: MIT */
/*
 * The display of one upload: two lines with a bar for a terminal, one plain line for other output.
 * Pure functions of the event document.
 */
#ifndef LOADLINE_PROGRESS_BAR_H
#define LOADLINE_PROGRESS_BAR_H

#include "base/buffer.h"
#include "base/json.h"

#define PROGRESS_BAR_LINES 2 /* of one upload on a terminal */

/* Appends the two lines, with a line break between them and none at the end, each of at most
 * columns. */
void progress_bar_add(struct buffer *out, const struct json *doc, size_t columns);

/* Appends "ID state 42% 12.3 MiB of 30.0 MiB; digest done, scan running 40%; message". */
void progress_bar_add_plain(struct buffer *out, const struct json *doc);

#endif
