/* SPDX-License-Identifier: MIT */
/*
 * Percent-decoding of URLs. Pure functions. Values with a zero byte are refused, because our
 * strings hold none.
 */
#ifndef LOADLINE_QUERY_H
#define LOADLINE_QUERY_H

#include <stdbool.h>
#include <stddef.h>

/* Copies the value of the first parameter with that name from a query ("a=1&b=2") into buf, decoded
 * and terminated ("+" is a space: WHATWG URL section 5.1). Returns 0, ERR_NOT_FOUND if absent,
 * ERR_BOUND if it does not fit or holds a zero byte. */
int query_value(const char *query, const char *name, char *buf, size_t size);

/* One parameter as it is written. The texts point into the query and do not end with a NUL. */
struct query_parameter {
    const char *name, *value;
    size_t name_len, value_len; /* value_len 0 without a "=" */
};

/* Gives the parameter at *at, and moves *at behind it. Returns false at the end. Begin with the
 * query's start; NULL: none. */
bool query_next(const char **at, struct query_parameter *out);

/* Decodes the len bytes of a name or a value into buf. Returns 0, or ERR_BOUND as query_value(). */
int query_decode_text(const char *text, size_t len, char *buf, size_t size);

/* Decodes a path, or part of one, into buf (RFC 3986 section 2.1; a "%" without two hex digits
 * stays). Returns 0, or ERR_BOUND if it does not fit or holds a zero byte. */
int query_decode_path(const char *path, char *buf, size_t size);

#endif
