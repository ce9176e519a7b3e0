/* SPDX-License-Identifier: MIT */
/*
 * Decides whether a page may use a visitor's credentials: compares its Origin (RFC 6454) with this
 * site's and with the listed ones. Scheme, host and port must match.
 */
#ifndef LOADLINE_WEB_ORIGIN_H
#define LOADLINE_WEB_ORIGIN_H

#include "config/config.h"

#include <stdbool.h>

/* How a request reached this site. */
struct web_origin_site {
    const char *host; /* the field Host, NULL: absent */
    bool secure;      /* over https, to the web server or to a trusted proxy */
};

/* Whether origin is this site: as the request reached it, or public_url. */
bool web_origin_is_own(const struct config *c, const char *origin,
                       const struct web_origin_site *site);

/* Whether cors_origins lists it; "*" does not count. */
bool web_origin_is_named(const struct config *c, const char *origin);

/* Whether cors_origins has "*". */
bool web_origin_is_any(const struct config *c);

#endif
