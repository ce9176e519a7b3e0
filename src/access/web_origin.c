/* SPDX-License-Identifier: MIT */
/*
 * Compares origins: scheme and host without case (RFC 3986 section 6.2.2.1), default ports with
 * explicit ones, and IPv6 addresses as numbers. "null" matches no origin.
 */
#include "access/web_origin.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define PORT_HTTP 80
#define PORT_HTTPS 443
#define PORT_MAX 65535
#define URL_END "/?#"

/* The origin of a web page. Origins of other schemes are compared as text. */
struct origin {
    bool secure;
    const char *host; /* without brackets */
    size_t host_len;
    bool is_ipv6;
    struct in6_addr address;
    long port;
};

static bool read_ipv6(struct origin *o)
{
    char text[INET6_ADDRSTRLEN];

    if (o->host_len >= sizeof text)
        return false;
    memcpy(text, o->host, o->host_len);
    text[o->host_len] = '\0';
    return inet_pton(AF_INET6, text, &o->address) == 1;
}

static bool is_name(const char *host, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)host[i]) && strchr("-._", host[i]) == NULL)
            return false;
    return len > 0;
}

/* Reads ":PORT", or nothing, up to end. */
static bool read_port(const char *text, const char *end, struct origin *o)
{
    o->port = o->secure ? PORT_HTTPS : PORT_HTTP;
    if (text == end || (*text == ':' && text + 1 == end)) /* RFC 3986 section 6.2.3 */
        return true;
    if (*text != ':')
        return false;
    o->port = 0;
    for (text++; text < end && o->port <= PORT_MAX; text++) {
        if (!isdigit((unsigned char)*text))
            return false;
        o->port = o->port * 10 + (*text - '0');
    }
    return o->port <= PORT_MAX;
}

/* Reads host and port from the len bytes of an authority; o->secure is set already. */
static bool read_authority(const char *text, size_t len, struct origin *o)
{
    const char *end = text + len, *close = memchr(text, ']', len);

    o->is_ipv6 = len > 0 && text[0] == '[';
    if (o->is_ipv6 && close == NULL)
        return false;
    o->host = o->is_ipv6 ? text + 1 : text;
    const char *colon = o->is_ipv6 ? close : memchr(text, ':', len);
    o->host_len = (size_t)((colon != NULL ? colon : end) - o->host);
    if (!(o->is_ipv6 ? read_ipv6(o) : is_name(o->host, o->host_len)))
        return false;
    return read_port(o->host + o->host_len + (o->is_ipv6 ? 1 : 0), end, o);
}

/* Reads the origin of "scheme://authority"; with is_url a path may follow. */
static bool web_origin_read_origin(const char *text, bool is_url, struct origin *o)
{
    static const char *const schemes[] = {"http://", "https://"};

    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t len = strlen(schemes[i]);
        if (strncasecmp(text, schemes[i], len) != 0)
            continue;
        o->secure = i == 1;
        text += len;
        return read_authority(text, is_url ? strcspn(text, URL_END) : strlen(text), o);
    }
    return false;
}

static bool web_origin_is_same(const struct origin *a, const struct origin *b)
{
    if (a->secure != b->secure || a->port != b->port || a->is_ipv6 != b->is_ipv6)
        return false;
    if (a->is_ipv6)
        return memcmp(&a->address, &b->address, sizeof a->address) == 0;
    return a->host_len == b->host_len && strncasecmp(a->host, b->host, a->host_len) == 0;
}

bool web_origin_is_own(const struct config *c, const char *origin,
                       const struct web_origin_site *site)
{
    struct origin page, own = {.secure = site->secure};

    if (!web_origin_read_origin(origin, false, &page))
        return false;
    if (site->host != NULL && read_authority(site->host, strlen(site->host), &own) &&
        web_origin_is_same(&page, &own))
        return true;
    return c->public_url != NULL && web_origin_read_origin(c->public_url, true, &own) &&
           web_origin_is_same(&page, &own);
}

/* Pages of apps have other schemes ("capacitor://localhost"); they must be listed literally. */
static bool is_listed_as(const char *origin, const char *listed)
{
    struct origin page, other;

    if (web_origin_read_origin(origin, false, &page))
        return web_origin_read_origin(listed, true, &other) && web_origin_is_same(&page, &other);
    return strstr(origin, "://") != NULL && strcasecmp(origin, listed) == 0;
}

bool web_origin_is_named(const struct config *c, const char *origin)
{
    for (char *const *o = c->cors_origins; o != NULL && *o != NULL; o++)
        if (is_listed_as(origin, *o))
            return true;
    return false;
}

bool web_origin_is_any(const struct config *c)
{
    for (char *const *o = c->cors_origins; o != NULL && *o != NULL; o++)
        if (strcmp(*o, "*") == 0)
            return true;
    return false;
}
