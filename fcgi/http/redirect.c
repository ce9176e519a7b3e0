/* SPDX-License-Identifier: MIT */
/*
 * Browsers parse URLs more leniently than RFC 3986: they take backslashes for slashes, and drop
 * tabs, line breaks and surrounding spaces. So a target with any of these is refused.
 */
#include "fcgi/http/redirect.h"

#include "base/error.h"

#include <stdbool.h>
#include <string.h>

static bool redirect_is_plain(const char *target)
{
    for (; *target != '\0'; target++)
        if ((unsigned char)*target <= ' ' || *target == 0x7f || *target == '\\')
            return false;
    return true;
}

/* Length of scheme and authority of an http(s) URL; 0: it is no such URL. */
static size_t origin_bytes(const char *url)
{
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;

    return scheme == 0 ? 0 : scheme + strcspn(url + scheme, "/?#");
}

static bool redirect_is_listed(const struct config *c, const char *own, const char *url, size_t len)
{
    if (len == 0)
        return false;
    if (len == strlen(own) && memcmp(url, own, len) == 0)
        return true;
    for (char **o = c->cors_origins; o != NULL && *o != NULL; o++)
        if (strlen(*o) == len && memcmp(*o, url, len) == 0)
            return true;
    return false;
}

int redirect_add(const struct config *c, const char *own_origin, const char *target,
                 struct buffer *out)
{
    bool is_path = target[0] == '/' && target[1] != '/';

    if (!redirect_is_plain(target) ||
        (!is_path && !redirect_is_listed(c, own_origin, target, origin_bytes(target))))
        return ERR_FORBIDDEN;
    for (; *target != '\0'; target++) {
        if ((unsigned char)*target < 0x80)
            buffer_add_char(out, *target);
        else
            buffer_addf(out, "%%%02X", (unsigned char)*target);
    }
    return buffer_error(out);
}
