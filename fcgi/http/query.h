/* SPDX-License-Identifier: MIT */
/*
 * Percent-decoding of URLs. Pure functions. Values with a zero byte are refused, because our
 * strings hold none.
 */
#ifndef LOADLINE_QUERY_H
#define LOADLINE_QUERY_H

#include <stddef.h>

/* Copies the value of the first parameter with that name from a query ("a=1&b=2") into buf, decoded
 * and terminated ("+" is a space: WHATWG URL section 5.1). Returns 0, ERR_NOT_FOUND if absent,
 * ERR_BOUND if it does not fit or holds a zero byte. */
int query_value(const char *query, const char *name, char *buf, size_t size);

/* Decodes a path, or part of one, into buf (RFC 3986 section 2.1; a "%" without two hex digits
 * stays). Returns 0, or ERR_BOUND if it does not fit or holds a zero byte. */
int query_decode_path(const char *path, char *buf, size_t size);

#endif
