/* SPDX-License-Identifier: MIT */
/*
 * Base64 as header fields carry it: strict, because what passes is kept and compared.
 */
#ifndef LOADLINE_BASE64_H
#define LOADLINE_BASE64_H

#include <stddef.h>

/* Decodes base64 with padding (RFC 4648 section 4) into new memory, with a NUL after it, for the
 * caller to free. NULL where it is not that, or when out of memory. len_out may be NULL. */
char *base64_decode(const char *text, size_t len, size_t *len_out);

/* The base64 of len bytes with its NUL into out, which has BASE64_SIZE(len) bytes. */
#define BASE64_SIZE(len) (((len) + 2) / 3 * 4 + 1)
void base64_encode(const void *bytes, size_t len, char *out);

/* The same for base64url without padding (RFC 7515 section 2). */
char *base64url_decode(const char *text, size_t len, size_t *len_out);

/* BASE64_SIZE(len) is enough here too. */
void base64url_encode(const void *bytes, size_t len, char *out);

#endif
