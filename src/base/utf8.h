/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 as RFC 3629 defines it.
 */
#ifndef LOADLINE_UTF8_H
#define LOADLINE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the bytes are valid UTF-8 without NUL. */
bool utf8_valid(const char *text, size_t len);

/* Returns the length in bytes of the character at s, 0 if it is invalid (section 4). */
size_t utf8_length(const char *s);

#endif
