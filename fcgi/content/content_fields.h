/* SPDX-License-Identifier: MIT */
/*
 * What header fields say about content: a whole file, a part of one, or an encoded one. The same
 * for requests and for parts of a form. Pure functions.
 */
#ifndef LOADLINE_CONTENT_FIELDS_H
#define LOADLINE_CONTENT_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

/* Returns the file's size in bytes if the value of Content-Range (RFC 9110 section 14.4) covers the
 * whole file, from the first byte to the last. Otherwise, or if it is malformed, -1. */
int64_t content_range_size(const char *value);

/* Whether the content is not encoded: value, of Content-Encoding (RFC 9110 section 8.4) or
 * Transfer-Encoding, is NULL, empty, or lists only "identity" and harmless (NULL: only "identity").
 */
bool content_is_plain(const char *value, const char *harmless);

#endif
