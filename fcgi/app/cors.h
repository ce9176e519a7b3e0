/* SPDX-License-Identifier: MIT */
/*
 * Cross-origin requests (Fetch standard, section 3.3): only origins that the setting lists, "*" for
 * all. Same-origin pages need none of this.
 */
#ifndef LOADLINE_CORS_H
#define LOADLINE_CORS_H

#include "config/config.h"
#include "fcgi/http/exchange.h"

/* Adds what a listed Origin needs to read the answer. */
void cors_apply(const struct config *c, struct exchange *x);

/* Answers a preflight: an OPTIONS request that asks for a method. False: it is not one. */
bool cors_preflight(const struct config *c, struct exchange *x, const char *methods);

/* Whether origin is listed. */
bool cors_allowed(const struct config *c, const char *origin);

#endif
