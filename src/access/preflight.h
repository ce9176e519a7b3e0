/* SPDX-License-Identifier: MIT */
/*
 * What a browser asks before it lets a page of another origin send a request (Fetch standard,
 * section 3.3.5), the same for the FastCGI programs and the relay. Pure.
 */
#ifndef LOADLINE_PREFLIGHT_H
#define LOADLINE_PREFLIGHT_H

#include <stdbool.h>

#define PREFLIGHT_ORIGIN "Origin"
#define PREFLIGHT_METHOD "Access-Control-Request-Method"
#define PREFLIGHT_NAMES "Access-Control-Request-Headers"

#define PREFLIGHT_NAMES_MAX 512 /* bytes of the list of fields that is repeated */
#define PREFLIGHT_MAX_AGE_S "86400"

/* The fields of our answers that pages of other origins read. */
extern const char preflight_answer_fields[];

/* The fields that may be sent, as Access-Control-Allow-Headers says it: what was asked for where
 * that is a list of field names (RFC 9110 section 5.6.1) of at most PREFLIGHT_NAMES_MAX bytes;
 * else, and for NULL, those that our protocols have. The result is asked itself or static. */
const char *preflight_allow(const char *asked);

#endif
