/* SPDX-License-Identifier: MIT */
/*
 * What fields say of the content that comes with them: whether it is a file, or a part of one, or a
 * coded one. The same for a request and for a part of a form. Pure.
 */
#ifndef LOADLINE_CONTENT_FIELDS_H
#define LOADLINE_CONTENT_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

/* The size of the file where the value of Content-Range (RFC 9110 section 14.4) covers all of it,
 * from the first byte to the last; -1: it does not, or is no such value. */
int64_t content_range_size(const char *value);

/* Whether the bytes are the file's own: value, of Content-Encoding (RFC 9110 section 8.4) or
 * Transfer-Encoding, is NULL, empty, or lists nothing but "identity" and harmless (NULL: nothing
 * more). */
bool content_is_plain(const char *value, const char *harmless);

#endif
