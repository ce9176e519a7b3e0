/* SPDX-License-Identifier: MIT */
/*
 * Percent-decoding of what URLs carry. Pure; names and values that hold a zero byte are refused,
 * because no text of ours holds one.
 */
#ifndef LOADLINE_QUERY_H
#define LOADLINE_QUERY_H

#include <stddef.h>

/* The value of the first parameter of that name in a query ("a=1&b=2"), decoded ("+" is a blank:
 * WHATWG URL section 5.1), into buf. ERR_NOT_FOUND where absent, ERR_BOUND where it does not fit.
 */
int query_value(const char *query, const char *name, char *buf, size_t size);

/* A path or a piece of it, decoded (RFC 3986 section 2.1; a "%" without two hex digits stays).
 * ERR_BOUND. */
int query_decode_path(const char *path, char *buf, size_t size);

#endif
