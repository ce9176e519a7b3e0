/* SPDX-License-Identifier: MIT */
/*
 * Whether a web page may do with a visitor's credentials what it asks for: its Origin (RFC 6454)
 * compared with ours and with those that the site lists. Scheme, host and port have to be the same.
 */
#ifndef LOADLINE_WEB_ORIGIN_H
#define LOADLINE_WEB_ORIGIN_H

#include "config/config.h"

#include <stdbool.h>

/* How a request reached this site. */
struct web_origin_site {
    const char *host; /* the field Host, NULL: absent */
    bool secure;      /* by https, to the web server or to a trusted proxy before it */
};

/* Whether origin is this site: as the request reached it, or public_url. */
bool web_origin_is_own(const struct config *c, const char *origin,
                       const struct web_origin_site *site);

/* Whether cors_origins names it, a "*" there not counted. */
bool web_origin_is_named(const struct config *c, const char *origin);

/* Whether cors_origins has "*". */
bool web_origin_is_any(const struct config *c);

#endif
