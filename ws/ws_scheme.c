/* SPDX-License-Identifier: MIT */
/*
 * The relay ends no TLS itself. A web page can send none of these fields to a site of others.
 */
#include "ws_scheme.h"

#include "forwarded.h"

#include <libwebsockets.h>
#include <string.h>

#define LIST_MAX 8192
#define WORD_MAX 64

bool ws_scheme_is_web_server(const char *peer)
{
    static const char *const local[] = {"127.0.0.0/8", "::1", NULL};

    return !network_valid(peer) || network_list_contains((char *const *)local, peer);
}

static const char *read_word(struct lws *wsi, const char *name, char buf[WORD_MAX])
{
    return lws_hdr_custom_copy(wsi, buf, WORD_MAX, name, (int)strlen(name)) > 0 ? buf : NULL;
}

bool ws_scheme_is_https(struct lws *wsi, const struct config *c)
{
    char peer[NETWORK_ADDRESS_SIZE] = "", proxy[NETWORK_ADDRESS_SIZE] = "", list[LIST_MAX] = "",
         proto[WORD_MAX], before[WORD_MAX];
    const char *said = read_word(wsi, "x-forwarded-proto:", proto);

    (void)lws_get_peer_simple(wsi, peer, sizeof peer);
    if (!ws_scheme_is_web_server(peer))
        return forwarded_secure(c->trusted_proxies, peer, said);
    if (said != NULL && strcasecmp(said, "https") == 0)
        return true;
    if (lws_hdr_copy(wsi, list, sizeof list, WSI_TOKEN_X_FORWARDED_FOR) <= 0)
        return false;
    (void)forwarded_last(NULL, list, proxy); /* that the web server was asked by */
    return forwarded_secure(c->trusted_proxies, proxy,
                            read_word(wsi, "x-proxy-forwarded-proto:", before));
}
