/* SPDX-License-Identifier: MIT */
/*
 * Tells visitors without credentials apart by a cookie of our own. It holds a random number and
 * gives no right to anything. The number is the cookie's name, so that the answers to the first
 * requests, which uploaders send in parallel, do not replace each other's cookie: later requests
 * carry all of them.
 */
#ifndef LOADLINE_VISITOR_H
#define LOADLINE_VISITOR_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

#define VISITOR_DIGITS 24
#define VISITOR_SIZE (VISITOR_DIGITS + 1)
#define VISITOR_COOKIES_MAX 8 /* more of one request are ignored */

/* The numbers of a request's cookies, the first that came to the browser first. */
struct visitor {
    char numbers[VISITOR_COOKIES_MAX][VISITOR_SIZE];
    size_t count;
};

/* Reads the value of a field Cookie, which may be NULL. */
void visitor_parse(const char *field, struct visitor *out);

/* Appends the value of Set-Cookie (RFC 6265 section 4.1) for a new visitor. 0, ERR_INTERNAL or an
 * error of the buffer. */
int visitor_add_cookie(const char *path, bool is_secure, struct buffer *out);

#endif
