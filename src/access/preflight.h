/* SPDX-License-Identifier: MIT */
/*
 * Answers CORS preflight requests (Fetch standard, section 3.3.5), for the FastCGI programs and the
 * relay alike. Pure.
 */
#ifndef LOADLINE_PREFLIGHT_H
#define LOADLINE_PREFLIGHT_H

#include <stdbool.h>

#define PREFLIGHT_ORIGIN "Origin"
#define PREFLIGHT_METHOD "Access-Control-Request-Method"
#define PREFLIGHT_NAMES "Access-Control-Request-Headers"

#define PREFLIGHT_NAMES_MAX 512 /* longest list of fields that is echoed */
#define PREFLIGHT_MAX_AGE_S "86400"

/* Header fields of our answers that pages of other origins may read. */
extern const char preflight_answer_fields[];

/* Returns the value of Access-Control-Allow-Headers: asked itself, if it is a list of field names
 * (RFC 9110 section 5.6.1) of at most PREFLIGHT_NAMES_MAX bytes; otherwise, and for NULL, static
 * text with the fields of our protocols. */
const char *preflight_allow(const char *asked);

#endif
