/* SPDX-License-Identifier: MIT */
/*
 * JSON text as json-c reads it rightly: the same document in ASCII, its numbers checked, and none
 * too large.
 */
#ifndef LOADLINE_JSON_PREPARE_H
#define LOADLINE_JSON_PREPARE_H

#include "base/buffer.h"

/* Appends the document of len bytes of valid UTF-8 to out. ERR_SYNTAX where a number is none, and
 * errors of the buffer. */
int json_prepare(const char *text, size_t len, struct buffer *out);

#endif
