/* SPDX-License-Identifier: MIT */
/*
 * Cross-origin requests (Fetch standard, section 3.3). Only origins listed in cors_origins are
 * allowed, "*" allows all. Same-origin pages need none of this.
 */
#ifndef LOADLINE_CORS_H
#define LOADLINE_CORS_H

#include "config/config.h"
#include "fcgi/http/exchange.h"

/* Adds the fields that let a page of an allowed Origin read the answer. */
void cors_apply(const struct config *c, struct exchange *x);

/* Answers a preflight: an OPTIONS request with Access-Control-Request-Method. Returns false, and
 * sends nothing, for any other request. */
bool cors_preflight(const struct config *c, struct exchange *x, const char *methods);

/* Whether cors_origins lists the origin, or all. */
bool cors_allowed(const struct config *c, const char *origin);

#endif
