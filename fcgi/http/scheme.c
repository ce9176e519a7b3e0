/* SPDX-License-Identifier: MIT */
/*
 * Web servers tell the scheme by HTTPS or REQUEST_SCHEME; some set both.
 */
#include "fcgi/http/scheme.h"

#include "access/forwarded.h"

#include <stddef.h>
#include <string.h>

bool scheme_is_https(const struct config *c, const struct request *r)
{
    const char *https = request_variable(r, "HTTPS");
    const char *scheme = request_variable(r, "REQUEST_SCHEME");
    const struct forwarded f = {.proto = request_header(r, "X-Forwarded-Proto"),
                                .field = request_header(r, "Forwarded")};

    if (https != NULL && (strcmp(https, "on") == 0 || strcmp(https, "1") == 0))
        return true;
    if (scheme != NULL && strcmp(scheme, "https") == 0)
        return true;
    return forwarded_secure(c->trusted_proxies, request_variable(r, "REMOTE_ADDR"), &f);
}
