/* SPDX-License-Identifier: MIT */
/*
 * Entity tags of event documents (RFC 9110 section 8.8.3): the document's version as "epoch-rev".
 */
#ifndef LOADLINE_ETAG_H
#define LOADLINE_ETAG_H

#include <stdbool.h>
#include <stddef.h>

#define ETAG_SIZE 48

/* Writes the tag of a JSON document, quotes included. Returns 0, ERR_SYNTAX if the document has no
 * version, or the parser's error. */
int etag_make(const char *json, size_t len, char etag[ETAG_SIZE]);

/* Whether an If-None-Match field contains the tag or is "*" (RFC 9110 section 13.1.2: weak
 * comparison). */
bool etag_matches(const char *field, const char *etag);

#endif
