/* SPDX-License-Identifier: MIT */
/*
 * Versions of event documents as entity tags (RFC 9110 section 8.8.3): "epoch-rev".
 */
#ifndef LOADLINE_ETAG_H
#define LOADLINE_ETAG_H

#include <stdbool.h>
#include <stddef.h>

#define ETAG_SIZE 48

/* The tag of a document, with its quotes. ERR_SYNTAX where it has no version, ERR_NOMEM. */
int etag_make(const char *json, size_t len, char etag[ETAG_SIZE]);

/* Whether an If-None-Match field names the tag (section 13.1.2: weak comparison). */
bool etag_matches(const char *field, const char *etag);

#endif
