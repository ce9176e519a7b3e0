/* SPDX-License-Identifier: MIT */
/*
 * Makes file names from clients safe for disks and downloads. Records keep the client's name
 * unchanged. The safe form is for delivery and Content-Disposition. Filters of endings check both
 * forms.
 */
#ifndef LOADLINE_FILENAME_H
#define LOADLINE_FILENAME_H

#include "base/buffer.h"

#include <stddef.h>

#define FILENAME_MAX_BYTES 255 /* of one component, on every common file system */
#define FILENAME_MIN_BYTES 48
#define FILENAME_SIZE (FILENAME_MAX_BYTES + 1)

/* Makes one path component of name (NULL counts as empty). The result is valid UTF-8. It has no
 * separators, controls, bidirectional overrides or other invisible characters (joiners stay within
 * words and emoji), and no characters that Windows forbids. It has no dot at its start, no dot or
 * blank at its end, and is no device name of Windows. A long stem is cut at its end, between
 * characters. An extension of more than 32 bytes is cut as well, and the name then ends with "_".
 * Never empty: "file" at least. */
void filename_safe(const char *name, char out[FILENAME_SIZE]);

/* Like filename_safe(), in at most max_bytes (FILENAME_MIN_BYTES at least), for a part of a longer
 * component. */
void filename_safe_within(const char *name, size_t max_bytes, char out[FILENAME_SIZE]);

/* Appends name, which is valid UTF-8, in at most max_bytes (FILENAME_MIN_BYTES at least). Cuts it
 * as filename_safe() does, and changes nothing else. */
void filename_add_cut(struct buffer *b, const char *name, size_t max_bytes);

#endif
