/* SPDX-License-Identifier: MIT */
/*
 * Parameters of Content-Disposition and Content-Type values, as standards and browsers write
 * them. Pure functions on a field value of len bytes that holds no CR, LF or NUL.
 */
#ifndef LOADLINE_FIELD_PARAMETERS_H
#define LOADLINE_FIELD_PARAMETERS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the value before its parameters is word, case aside: "form-data" of `form-data;
 * name="x"`. */
bool field_parameters_is(const char *value, size_t len, const char *word);

/* Appends the parameter's value: a token, or a quoted-string (RFC 9110 section 5.6.4) with its
 * escapes undone. The first of several counts. ERR_NOT_FOUND, ERR_SYNTAX (no closing quote), or the
 * buffer's failure. */
int field_parameters_parameter(const char *value, size_t len, const char *name, struct buffer *out);

/* Appends a form field's name (RFC 7578 section 4.2) as valid UTF-8: only \" and \\ are escapes,
 * and %22, %0D, %0A stand for what browsers may not write. Results as above. */
int field_parameters_name(const char *value, size_t len, struct buffer *out);

/* Appends the file name for display, decoded like the name; filename* (RFC 8187, UTF-8) goes before
 * filename, which is percent-decoded only where it cannot be a name as it stands; of a full path of
 * Windows only the last component. Results as above. */
int field_parameters_filename(const char *value, size_t len, struct buffer *out);

#endif
