/* SPDX-License-Identifier: MIT */
/*
 * By which scheme and host a client's request reached the site, as far as the web server before the
 * relay tells.
 */
#ifndef LOADLINE_WS_SCHEME_H
#define LOADLINE_WS_SCHEME_H

#include "config/config.h"

#include <stdbool.h>
#include <stddef.h>

struct lws;

/* Whether the peer is the web server on this machine: a UNIX socket's, or by loopback. */
bool ws_scheme_is_web_server(const char *peer);

/* By https, to be called while the handshake's headers can be read. The web server on this machine
 * says in X-Forwarded-Proto how it was asked, and passes on in X-Proxy-Forwarded-Proto what a proxy
 * before it said; that and Forwarded count from trusted_proxies, as X-Forwarded-Proto and Forwarded
 * do of any other peer. */
bool ws_scheme_is_https(struct lws *wsi, const struct config *c);

/* The host that the client asked, into buf: that of the request, or the first of X-Forwarded-Host
 * where a proxy of trusted_proxies asked us, or the web server on this machine, which passes the
 * field on. NULL: none is said. */
const char *ws_scheme_read_host(struct lws *wsi, const struct config *c, char *buf, size_t size);

#endif
