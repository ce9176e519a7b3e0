/* SPDX-License-Identifier: MIT */
/*
 * Checks a WebSocket handshake. Browsers let any page open a WebSocket to any host and name the
 * page in Origin only. The check of Origin keeps other sites from watching with a visitor's network
 * position.
 */
#include "ws/transport/handshake.h"

#include "ws/fanout/protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define WEBSOCKET_VERSION "13"
#define BLANKS " \t"

static bool is_word(const char *at, size_t len, const char *word)
{
    return strlen(word) == len && strncmp(at, word, len) == 0;
}

/* Whether the comma-separated list contains the word. */
static bool list_has(const char *list, const char *word)
{
    while (*list != '\0') {
        list += strspn(list, BLANKS ",");
        size_t len = strcspn(list, BLANKS ",");
        if (is_word(list, len, word))
            return true;
        list += len;
    }
    return false;
}

/* Programs send no Origin; pages of this host, of public_url and of the listed origins are allowed.
 */
static bool may_come_from(const struct config *c, const struct handshake_request *r)
{
    if (r->origin == NULL)
        return true;
    return web_origin_is_own(c, r->origin, &r->site) || web_origin_is_named(c, r->origin) ||
           web_origin_is_any(c);
}

struct handshake_verdict handshake_check(const struct config *c, const struct handshake_request *r)
{
    if (r->path == NULL || strcmp(r->path, c->live_path) != 0)
        return (struct handshake_verdict){404, "path"};
    if (r->upgrade == NULL || strcasecmp(r->upgrade, "websocket") != 0)
        return (struct handshake_verdict){426, "not an upgrade to websocket"};
    if (r->version == NULL || strcmp(r->version, WEBSOCKET_VERSION) != 0)
        return (struct handshake_verdict){426, "websocket version"};
    if (r->protocol != NULL && !list_has(r->protocol, PROTOCOL_NAME))
        return (struct handshake_verdict){400, "subprotocol"};
    if (!may_come_from(c, r))
        return (struct handshake_verdict){403, "origin"};
    return (struct handshake_verdict){101, NULL};
}
