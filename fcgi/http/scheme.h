/* SPDX-License-Identifier: MIT */
/*
 * The scheme by which a client reached the site.
 */
#ifndef LOADLINE_SCHEME_H
#define LOADLINE_SCHEME_H

#include "config/config.h"
#include "fcgi/http/request.h"

#include <stdbool.h>

/* Whether the client used https to reach the web server, or a trusted proxy in front of it
 * (trusted_proxies). */
bool scheme_is_https(const struct config *c, const struct request *r);

#endif
