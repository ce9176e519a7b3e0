/* SPDX-License-Identifier: MIT */
/*
 * The part of structured fields (RFC 9651) that uploads use: integer and boolean items, and
 * dictionaries of integers and byte sequences. Pure functions. Callers ignore a field that is
 * malformed or of another type as a whole: ERR_SYNTAX reports it. NULL is an absent field.
 */
#ifndef LOADLINE_STRUCTURED_FIELDS_H
#define LOADLINE_STRUCTURED_FIELDS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parses an integer or boolean item and ignores its valid parameters. Returns 0, ERR_NOT_FOUND if
 * text is NULL, or ERR_SYNTAX. */
int structured_fields_integer(const char *text, int64_t *out);
int structured_fields_boolean(const char *text, bool *out);

/* Get the dictionary member key as an integer or as bytes; the last of several equal keys counts.
 * Returns 0, ERR_NOT_FOUND if field or member is absent, ERR_SYNTAX, or ERR_BOUND if the bytes
 * exceed size. */
int structured_fields_member_integer(const char *text, const char *key, int64_t *out);
int structured_fields_member_bytes(const char *text, const char *key, unsigned char *buf,
                                   size_t size, size_t *len_out);

/* Appends "key=value" to a dictionary, after a comma unless b is empty. */
void structured_fields_add_integer(struct buffer *b, const char *key, int64_t value);

#endif
