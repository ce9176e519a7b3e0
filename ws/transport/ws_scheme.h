/* SPDX-License-Identifier: MIT */
/*
 * The scheme and host by which a client's request reached the site, as the web server before the
 * relay tells.
 */
#ifndef LOADLINE_WS_SCHEME_H
#define LOADLINE_WS_SCHEME_H

#include "config/config.h"

#include <stdbool.h>
#include <stddef.h>

struct lws;

/* Whether the peer is the web server on this machine: connected by UNIX socket or loopback. */
bool ws_scheme_is_web_server(const char *peer);

/* Whether the client used https. Call it while the handshake's headers are readable. The web server
 * on this machine sets X-Forwarded-Proto to its own scheme and copies the field of a proxy before
 * it into X-Proxy-Forwarded-Proto. That copy and Forwarded count if the proxy is in
 * trusted_proxies, like X-Forwarded-Proto and Forwarded of any other trusted peer. */
bool ws_scheme_is_https(struct lws *wsi, const struct config *c);

/* Copies the host that the client requested into buf: the request's own, or the first of
 * X-Forwarded-Host if the peer is in trusted_proxies, or is the web server on this machine, which
 * passes the field on. Returns buf, or NULL if there is none. */
const char *ws_scheme_read_host(struct lws *wsi, const struct config *c, char *buf, size_t size);

#endif
