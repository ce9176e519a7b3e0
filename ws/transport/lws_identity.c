/* SPDX-License-Identifier: MIT */
/*
 * Reads the credentials of a handshake. Tokens are longer than other fields: these buffers live
 * only during a handshake.
 */
#include "ws/transport/lws_identity.h"

#include "access/forwarded.h"
#include "base/error.h"
#include "ws/transport/identity.h"
#include "ws/transport/ws_scheme.h"

#include <ctype.h>
#include <libwebsockets.h>
#include <string.h>

#define FIELD_MAX (TOKEN_MAX + 512) /* bytes of a field; a longer one is ignored */
#define NAME_MAX_BYTES 64

static const char *lws_identity_read_field(struct lws *wsi, enum lws_token_indexes token,
                                           char buf[FIELD_MAX])
{
    if (lws_hdr_total_length(wsi, token) == 0)
        return NULL;
    return lws_hdr_copy(wsi, buf, FIELD_MAX, token) >= 0 ? buf : "";
}

/* libwebsockets expects the name in lower case and with its colon. */
static const char *lws_identity_read_custom(struct lws *wsi, const char *name, char buf[FIELD_MAX])
{
    return lws_hdr_custom_copy(wsi, buf, FIELD_MAX, name, (int)strlen(name)) > 0 ? buf : NULL;
}

/* Whether the peer may name its client's user: the web server on this machine, or a trusted proxy.
 */
static bool may_name_users(struct lws *wsi, const struct config *c)
{
    char peer[NETWORK_ADDRESS_SIZE] = "";

    (void)lws_get_peer_simple(wsi, peer, sizeof peer);
    return ws_scheme_is_web_server(peer) || network_list_contains(c->trusted_proxies, peer);
}

static const char *read_user(struct lws *wsi, const struct config *c, char buf[FIELD_MAX])
{
    char lower[NAME_MAX_BYTES + 2];
    const char *name = c->relay_user_header;
    size_t len = strlen(name);

    if (len == 0 || len > NAME_MAX_BYTES || !may_name_users(wsi, c))
        return NULL;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    lower[len] = ':';
    lower[len + 1] = '\0';
    return lws_identity_read_custom(wsi, lower, buf);
}

/* A peer on this machine is the web server, and the address is the one that it forwards. Any other
 * peer is the client itself, or a trusted proxy. "" if unknown. */
static void read_address(struct lws *wsi, const struct config *c, char out[NETWORK_ADDRESS_SIZE])
{
    char list[FIELD_MAX], field[FIELD_MAX], peer[NETWORK_ADDRESS_SIZE] = "";
    const struct forwarded f = {.addresses =
                                    lws_identity_read_field(wsi, WSI_TOKEN_X_FORWARDED_FOR, list),
                                .field = lws_identity_read_custom(wsi, "forwarded:", field)};

    (void)lws_get_peer_simple(wsi, peer, sizeof peer);
    out[0] = '\0';
    if (ws_scheme_is_web_server(peer)) {
        (void)forwarded_last(c->trusted_proxies, &f, out);
        return;
    }
    memcpy(out, peer, sizeof peer);
    forwarded_resolve(c->trusted_proxies, &f, out);
}

void lws_identity_read(struct lws *wsi, const struct config *c, const struct authenticator *a,
                       struct session_asker *out)
{
    char authorization[FIELD_MAX], cookie[FIELD_MAX], token[FIELD_MAX], user[FIELD_MAX],
        origin[FIELD_MAX], host[FIELD_MAX];
    const struct identity_request r = {
        .authorization = lws_identity_read_field(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, authorization),
        .cookie = lws_identity_read_field(wsi, WSI_TOKEN_HTTP_COOKIE, cookie),
        .token = lws_get_urlarg_by_name(wsi, "token=", token, FIELD_MAX),
        .user = read_user(wsi, c, user),
        .origin = lws_identity_read_field(wsi, WSI_TOKEN_ORIGIN, origin),
        .site = {.host = ws_scheme_read_host(wsi, c, host, sizeof host),
                 .secure = ws_scheme_is_https(wsi, c)},
    };

    memset(out, 0, sizeof *out);
    read_address(wsi, c, out->address);
    out->err =
        authenticator_asks(a) ? identity_of_handshake(c, a, &r, &out->principal) : ERR_UNAUTHORIZED;
}
