/* SPDX-License-Identifier: MIT */
/*
 * File names from outside, made safe to create on a disk and to offer for download. Records keep the
 * name as it was given; this form of it is for delivery and for Content-Disposition only.
 */
#ifndef LOADLINE_FILENAME_H
#define LOADLINE_FILENAME_H

#include <stddef.h>

#define FILENAME_MAX_BYTES 255 /* of one component, on every common file system */
#define FILENAME_MIN_BYTES 48
#define FILENAME_SIZE (FILENAME_MAX_BYTES + 1)

/* One path component made from name (NULL counts as empty): valid UTF-8 without separators, controls,
 * bidirectional overrides, or what Windows forbids; no dot at its start, no dot or blank at its end; no
 * device name; of a long one the end of the stem is cut, at a character. Never empty: "file" at least. */
void filename_safe(const char *name, char out[FILENAME_SIZE]);

/* The same in at most max_bytes, which are FILENAME_MIN_BYTES at least: part of a longer component. */
void filename_safe_within(const char *name, size_t max_bytes, char out[FILENAME_SIZE]);

#endif
