/* SPDX-License-Identifier: MIT */
/*
 * Prepares JSON text for json-c: it writes the same document in ASCII, with checked numbers that
 * json-c can hold.
 */
#ifndef LOADLINE_JSON_PREPARE_H
#define LOADLINE_JSON_PREPARE_H

#include "base/buffer.h"

/* Appends the document of len bytes of valid UTF-8 to out. ERR_SYNTAX for a malformed number, and
 * errors of the buffer. */
int json_prepare(const char *text, size_t len, struct buffer *out);

#endif
