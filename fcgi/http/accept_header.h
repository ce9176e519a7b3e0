/* SPDX-License-Identifier: MIT */
/*
 * Content negotiation by the Accept field (RFC 9110 section 12.5.1): a page or JSON.
 */
#ifndef LOADLINE_ACCEPT_HEADER_H
#define LOADLINE_ACCEPT_HEADER_H

#include <stdbool.h>

/* Returns the weight of a media type ("text/html", no parameters), 0 to 1000. The most specific
 * range that matches it decides. A missing (NULL) or empty field accepts every type alike. */
int accept_header_quality(const char *field, const char *type);

/* Whether the field prefers text/html to application/json, as browsers do when they open a page. */
bool accept_header_wants_page(const char *field);

#endif
