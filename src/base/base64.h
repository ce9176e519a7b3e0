/* SPDX-License-Identifier: MIT */
/*
 * Base64 as header fields carry it. Decoding is strict, because the decoded values are stored and
 * compared.
 */
#ifndef LOADLINE_BASE64_H
#define LOADLINE_BASE64_H

#include <stddef.h>

/* Decodes base64 with padding (RFC 4648 section 4). Returns new NUL-terminated memory, which the
 * caller frees. Returns NULL for malformed text or when out of memory. len_out may be NULL. */
char *base64_decode(const char *text, size_t len, size_t *len_out);

/* Writes the base64 of len bytes, NUL-terminated, to out. out has at least BASE64_SIZE(len) bytes.
 */
#define BASE64_SIZE(len) (((len) + 2) / 3 * 4 + 1)
void base64_encode(const void *bytes, size_t len, char *out);

/* Like base64_decode(), for base64url without padding (RFC 7515 section 2). */
char *base64url_decode(const char *text, size_t len, size_t *len_out);

/* Like base64_encode(), for base64url without padding. out needs BASE64_SIZE(len) bytes at most. */
void base64url_encode(const void *bytes, size_t len, char *out);

#endif
