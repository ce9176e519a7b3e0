/* SPDX-License-Identifier: MIT */
/*
 * Whether header fields say that content is encoded. The same for requests and for parts of a form.
 * Pure functions.
 */
#ifndef LOADLINE_CONTENT_FIELDS_H
#define LOADLINE_CONTENT_FIELDS_H

#include <stdbool.h>

/* Whether the content is not encoded: value, of Content-Encoding (RFC 9110 section 8.4) or
 * Transfer-Encoding, is NULL, empty, or lists only "identity" and harmless (NULL: only "identity").
 */
bool content_is_plain(const char *value, const char *harmless);

#endif
