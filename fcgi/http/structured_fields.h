/* SPDX-License-Identifier: MIT */
/*
 * Structured fields (RFC 9651), as far as uploads speak them: items that are integers or booleans,
 * dictionaries of integers and of byte sequences. Pure functions. A field that does not parse as a
 * whole, or is of another type, is to be ignored as a whole: ERR_SYNTAX says so. NULL is an absent
 * field.
 */
#ifndef LOADLINE_STRUCTURED_FIELDS_H
#define LOADLINE_STRUCTURED_FIELDS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An item that is an integer, or a boolean; its parameters are checked and ignored. ERR_NOT_FOUND
 * where text is NULL, ERR_SYNTAX. */
int structured_fields_integer(const char *text, int64_t *out);
int structured_fields_boolean(const char *text, bool *out);

/* The dictionary's member key, the last of equal ones: an integer, or bytes (as many as fit into
 * size; their base64 padded, as it is written). ERR_NOT_FOUND where field or member is absent,
 * ERR_SYNTAX, ERR_BOUND for more bytes than size. */
int structured_fields_member_integer(const char *text, const char *key, int64_t *out);
int structured_fields_member_bytes(const char *text, const char *key, unsigned char *buf,
                                   size_t size, size_t *len_out);

/* Appends "key=value", after a comma where b is not empty: a dictionary grows by it. */
void structured_fields_add_integer(struct buffer *b, const char *key, int64_t value);

#endif
