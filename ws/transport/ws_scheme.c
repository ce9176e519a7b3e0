/* SPDX-License-Identifier: MIT */
/*
 * Reads scheme and host of a request. The relay terminates no TLS itself. A web page cannot send
 * any of these fields to another site.
 */
#include "ws/transport/ws_scheme.h"

#include "access/forwarded.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

#define LIST_MAX 8192
#define FIELD_MAX 2048

bool ws_scheme_is_web_server(const char *peer)
{
    static const char *const local[] = {"127.0.0.0/8", "::1", NULL};

    return !network_valid(peer) || network_list_contains((char *const *)local, peer);
}

static const char *ws_scheme_read_field(struct lws *wsi, const char *name, char buf[FIELD_MAX])
{
    return lws_hdr_custom_copy(wsi, buf, FIELD_MAX, name, (int)strlen(name)) > 0 ? buf : NULL;
}

/* Whether the request comes from a trusted proxy, or from the web server on this machine. */
static bool is_by_proxy(struct lws *wsi, const struct config *c)
{
    char asked_by[NETWORK_ADDRESS_SIZE] = "", list[LIST_MAX] = "";

    (void)lws_get_peer_simple(wsi, asked_by, sizeof asked_by);
    if (ws_scheme_is_web_server(asked_by) &&
        (lws_hdr_copy(wsi, list, sizeof list, WSI_TOKEN_X_FORWARDED_FOR) <= 0 ||
         !forwarded_last(NULL, &(struct forwarded){.addresses = list}, asked_by)))
        return false;
    return network_list_contains(c->trusted_proxies, asked_by);
}

const char *ws_scheme_read_host(struct lws *wsi, const struct config *c, char *buf, size_t size)
{
    char said[FIELD_MAX];
    const char *list = ws_scheme_read_field(wsi, "x-forwarded-host:", said);

    if (list != NULL && is_by_proxy(wsi, c)) {
        list += strspn(list, " \t");
        (void)snprintf(buf, size, "%.*s", (int)strcspn(list, " \t,"), list);
        return buf;
    }
    return lws_hdr_copy(wsi, buf, (int)size, WSI_TOKEN_HOST) > 0 ? buf : NULL;
}

bool ws_scheme_is_https(struct lws *wsi, const struct config *c)
{
    char peer[NETWORK_ADDRESS_SIZE] = "", proxy[NETWORK_ADDRESS_SIZE] = "", list[LIST_MAX] = "",
         proto[FIELD_MAX], before[FIELD_MAX], field[FIELD_MAX];
    struct forwarded f = {.proto = ws_scheme_read_field(wsi, "x-forwarded-proto:", proto),
                          .field = ws_scheme_read_field(wsi, "forwarded:", field)};

    (void)lws_get_peer_simple(wsi, peer, sizeof peer);
    if (!ws_scheme_is_web_server(peer))
        return forwarded_secure(c->trusted_proxies, peer, &f);
    if (f.proto != NULL && strcasecmp(f.proto, "https") == 0)
        return true;
    if (lws_hdr_copy(wsi, list, sizeof list, WSI_TOKEN_X_FORWARDED_FOR) <= 0)
        return false;
    /* the web server's own word describes the web server; its client may be a proxy that said more
     */
    (void)forwarded_last(NULL, &(struct forwarded){.addresses = list}, proxy);
    f.proto = ws_scheme_read_field(wsi, "x-proxy-forwarded-proto:", before);
    return forwarded_secure(c->trusted_proxies, proxy, &f);
}
