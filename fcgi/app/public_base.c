/* SPDX-License-Identifier: MIT */
/*
 * X-Forwarded-Host and X-Forwarded-Prefix count under the same condition as X-Forwarded-Proto: a
 * trusted proxy sent them. Of several values the first counts.
 */
#include "fcgi/app/public_base.h"

#include "config/config_check.h"
#include "base/network.h"
#include "fcgi/http/scheme.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Whether it is a host with an optional port (RFC 3986 section 3.2.2) and holds no byte that could
 * end the header or the URL. */
static bool is_host(const char *host)
{
    if (host == NULL || *host == '\0' || strlen(host) >= PUBLIC_BASE_HOST_SIZE)
        return false;
    for (; *host != '\0'; host++)
        if (!isalnum((unsigned char)*host) && strchr(".-_:[]", *host) == NULL)
            return false;
    return true;
}

/* Copies the first value of a proxy's field. False if it is absent, too long or not from a trusted
 * proxy. */
static bool read_first(const struct config *c, const struct request *r, const char *name, char *out,
                       size_t size)
{
    const char *peer = request_variable(r, "REMOTE_ADDR");
    const char *value = request_header(r, name);

    if (value == NULL || peer == NULL || !network_list_contains(c->trusted_proxies, peer))
        return false;
    value += strspn(value, " \t");
    size_t len = strcspn(value, ",");
    while (len > 0 && strchr(" \t", value[len - 1]) != NULL)
        len--;
    if (len == 0 || len >= size)
        return false;
    memcpy(out, value, len);
    out[len] = '\0';
    return true;
}

const char *public_base_host(const struct config *c, const struct request *r,
                             char host_out[PUBLIC_BASE_HOST_SIZE])
{
    const char *host = request_header(r, "Host");

    if (read_first(c, r, "X-Forwarded-Host", host_out, PUBLIC_BASE_HOST_SIZE) && is_host(host_out))
        return host_out;
    return is_host(host) ? host : NULL;
}

/* Where the path begins in public_url; its end if it has no path. */
static const char *path_in(const char *url)
{
    const char *authority = strstr(url, "://");

    if (authority == NULL)
        return url + strlen(url);
    return authority + 3 + strcspn(authority + 3, "/");
}

void public_base_add_origin(const struct config *c, const struct request *r, struct buffer *b)
{
    char buf[PUBLIC_BASE_HOST_SIZE];
    const char *host;

    if (*c->public_url != '\0') {
        buffer_add(b, c->public_url, (size_t)(path_in(c->public_url) - c->public_url));
        return;
    }
    host = public_base_host(c, r, buf);
    if (host == NULL)
        return;
    buffer_add_string(b, scheme_is_https(c, r) ? "https://" : "http://");
    buffer_add_string(b, host);
}

static bool is_prefix(const char *path)
{
    return config_check_url_path(path) && strstr(path, "/.") == NULL;
}

void public_base_add_path(const struct config *c, const struct request *r, struct buffer *b)
{
    char buf[PUBLIC_BASE_PATH_SIZE];
    const char *path = path_in(c->public_url);

    if (*c->public_url == '\0') {
        if (!read_first(c, r, "X-Forwarded-Prefix", buf, sizeof buf) || !is_prefix(buf))
            return;
        path = buf;
    }
    size_t len = strlen(path);
    buffer_add(b, path, len > 0 && path[len - 1] == '/' ? len - 1 : len);
}
