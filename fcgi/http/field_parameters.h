/* SPDX-License-Identifier: MIT */
/*
 * Parameters of Content-Disposition and Content-Type values, as standards and browsers write them.
 * Pure functions on a field value of len bytes without CR, LF or NUL.
 */
#ifndef LOADLINE_FIELD_PARAMETERS_H
#define LOADLINE_FIELD_PARAMETERS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the part before the parameters equals word, ignoring case: "form-data" in `form-data;
 * name="x"`. */
bool field_parameters_is(const char *value, size_t len, const char *word);

/* Appends the value of the first parameter with that name: a token, or a quoted-string (RFC 9110
 * section 5.6.4) without its escapes. Returns 0, ERR_NOT_FOUND, ERR_SYNTAX (no closing quote), or
 * the buffer's error. */
int field_parameters_parameter(const char *value, size_t len, const char *name, struct buffer *out);

/* Appends a form field's name (RFC 7578 section 4.2) as valid UTF-8. Only \" and \\ are escapes,
 * and %22, %0D, %0A stand for bytes that browsers must not write. Returns the same as
 * field_parameters_parameter(). */
int field_parameters_name(const char *value, size_t len, struct buffer *out);

/* Appends the file name for display, decoded like field_parameters_name(). filename* (RFC 8187,
 * UTF-8) takes precedence over filename. filename is percent-decoded only if the sender must have
 * encoded it. A full Windows path is cut to its last component. Returns the same as
 * field_parameters_parameter(). */
int field_parameters_filename(const char *value, size_t len, struct buffer *out);

#endif
