/* SPDX-License-Identifier: MIT */
/*
 * By which scheme a request reached the site.
 */
#ifndef LOADLINE_SCHEME_H
#define LOADLINE_SCHEME_H

#include "config/config.h"
#include "fcgi/http/request.h"

#include <stdbool.h>

/* By https: to the web server, or to a proxy before it that is believed (trusted_proxies). */
bool scheme_is_https(const struct config *c, const struct request *r);

#endif
