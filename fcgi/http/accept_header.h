/* SPDX-License-Identifier: MIT */
/*
 * Choosing between two kinds of answer by the Accept field (RFC 9110 section 12.5.1).
 */
#ifndef LOADLINE_ACCEPT_HEADER_H
#define LOADLINE_ACCEPT_HEADER_H

#include <stdbool.h>

/* How much a media type ("text/html", no parameters) is wanted, 0 to 1000; the most specific range
 * that names it counts. A missing (NULL) or empty field wants everything alike. */
int accept_header_quality(const char *field, const char *type);

/* Whether text/html is wanted more than application/json, as browsers do that open a page. */
bool accept_header_wants_page(const char *field);

#endif
