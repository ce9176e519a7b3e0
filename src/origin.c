/* SPDX-License-Identifier: MIT */
/*
 * Scheme and host are compared without case (RFC 3986 section 6.2.2.1); "null" is nobody's origin.
 */
#include "origin.h"

#include <string.h>
#include <strings.h>

/* The authority of "scheme://host:port", or NULL. */
static const char *authority(const char *origin)
{
    const char *at = strstr(origin, "://");

    return at != NULL && at[3] != '\0' ? at + 3 : NULL;
}

/* Whether both URLs have the same scheme, host and port; url may have a path. */
static bool is_same(const char *origin, const char *url)
{
    const char *at = authority(url);

    if (at == NULL)
        return false;
    size_t len = (size_t)(at - url) + strcspn(at, "/?#");
    return strlen(origin) == len && strncasecmp(origin, url, len) == 0;
}

bool origin_is_own(const struct config *c, const char *origin, const char *host)
{
    const char *at = authority(origin);

    if (at != NULL && host != NULL && strcasecmp(at, host) == 0)
        return true;
    return c->public_url != NULL && is_same(origin, c->public_url);
}

bool origin_is_named(const struct config *c, const char *origin)
{
    for (char *const *o = c->cors_origins; o != NULL && *o != NULL; o++)
        if (is_same(origin, *o))
            return true;
    return false;
}

bool origin_is_any(const struct config *c)
{
    for (char *const *o = c->cors_origins; o != NULL && *o != NULL; o++)
        if (strcmp(*o, "*") == 0)
            return true;
    return false;
}
