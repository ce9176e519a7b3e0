/* SPDX-License-Identifier: MIT */
/*
 * Whether a web page may do with a visitor's credentials what it asks for: its Origin (RFC 6454) compared
 * with ours and with those that the site lists.
 */
#ifndef LOADLINE_ORIGIN_H
#define LOADLINE_ORIGIN_H

#include "config.h"

#include <stdbool.h>

/* Whether origin is this site: the request's Host (may be NULL), or public_url. */
bool origin_is_own(const struct config *c, const char *origin, const char *host);

/* Whether cors_origins names it, a "*" there not counted. */
bool origin_is_named(const struct config *c, const char *origin);

/* Whether cors_origins has "*". */
bool origin_is_any(const struct config *c);

#endif
