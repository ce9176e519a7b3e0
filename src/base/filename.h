/* SPDX-License-Identifier: MIT */
/*
 * File names from outside, made safe to create on a disk and to offer for download. Records keep
 * the name as it was given; the safe form is for delivery and for Content-Disposition, and is
 * looked at, as well as the given one, where endings are accepted or refused.
 */
#ifndef LOADLINE_FILENAME_H
#define LOADLINE_FILENAME_H

#include "base/buffer.h"

#include <stddef.h>

#define FILENAME_MAX_BYTES 255 /* of one component, on every common file system */
#define FILENAME_MIN_BYTES 48
#define FILENAME_SIZE (FILENAME_MAX_BYTES + 1)

/* One path component made from name (NULL counts as empty): valid UTF-8 without separators,
 * controls, bidirectional overrides, other invisible characters (joiners stay within words and
 * emoji), or what Windows forbids; no dot at its start, no dot or blank at its end; no device name;
 * of a long one the end of the stem is cut, at a character. An extension of more than 32 bytes is
 * cut as well, and
 * "_" ends the name then. Never empty: "file" at least. */
void filename_safe(const char *name, char out[FILENAME_SIZE]);

/* The same in at most max_bytes, which are FILENAME_MIN_BYTES at least: part of a longer component.
 */
void filename_safe_within(const char *name, size_t max_bytes, char out[FILENAME_SIZE]);

/* Adds name, valid UTF-8, in at most max_bytes (FILENAME_MIN_BYTES at least), cut as
 * filename_safe() cuts, but else as it is. */
void filename_add_cut(struct buffer *b, const char *name, size_t max_bytes);

#endif
