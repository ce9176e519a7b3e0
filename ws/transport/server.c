/* SPDX-License-Identifier: MIT */
/*
 * The callback is a switch with one call per case. The state of a connection is libwebsockets'
 * per-session memory: of a WebSocket from the upgrade on, of a plain request from its headers on.
 */
#include "ws/transport/server.h"

#include "ws/transport/admin.h"
#include "base/error.h"
#include "ws/transport/handshake.h"
#include "ws/transport/http_answer.h"
#include "ws/transport/transport_http.h"
#include "base/log.h"
#include "ws/fanout/protocol.h"
#include "ws/transport/transport_ws.h"
#include "ws/transport/lws_identity.h"
#include "ws/transport/ws_scheme.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TX_PACKET 32768        /* most bytes of one write; libwebsockets keeps copies of the rest */
#define RX_BUFFER 512          /* bytes; an idle connection costs about 1.9 KB altogether */
#define HEADERS_MAX 16384      /* bytes of one request */
#define HEADER_MAX 512         /* bytes of one header that we read */
#define HANDSHAKES_MAX 256     /* connections beyond the sessions, before their upgrade */
#define DESCRIPTORS_OF_OURS 64 /* logs, Redis, the loop */

struct server {
    const struct config *config;
    const struct authenticator *authority;
    struct sessions *sessions;
    struct lws_context *context;
    struct lws_vhost *vhost;
    struct ws_queue queue;
    size_t connections;
    /* Identity of the client whose handshake was read last: the headers are gone when its session
     * begins. */
    struct session_asker asker;
    const struct lws *asking; /* that client */
};

struct client {
    struct ws_client ws;
    struct transport_http *live; /* a plain request for news; or NULL */
    struct visit *visit;         /* a request of the operator; or NULL */
};

/* No pings by libwebsockets: its timers are in one sorted list, and with 8,000 clients each ping
 * cost 0.2 ms. Our pings go with the beats (transport_ws.c). */
static const lws_retry_bo_t idle_policy = {.secs_since_valid_ping = 0};

static const char *read_header(struct lws *wsi, enum lws_token_indexes token, char buf[HEADER_MAX])
{
    if (lws_hdr_total_length(wsi, token) == 0)
        return NULL;
    return lws_hdr_copy(wsi, buf, HEADER_MAX, token) >= 0 ? buf : "too long";
}

static struct handshake_verdict check_handshake(const struct server *t, struct lws *wsi)
{
    char path[HEADER_MAX], upgrade[HEADER_MAX], version[HEADER_MAX], protocol[HEADER_MAX],
        origin[HEADER_MAX], host[HEADER_MAX];
    struct handshake_request r = {
        .path = read_header(wsi, WSI_TOKEN_GET_URI, path),
        .upgrade = read_header(wsi, WSI_TOKEN_UPGRADE, upgrade),
        .version = read_header(wsi, WSI_TOKEN_VERSION, version),
        .protocol = read_header(wsi, WSI_TOKEN_PROTOCOL, protocol),
        .origin = read_header(wsi, WSI_TOKEN_ORIGIN, origin),
        .site = {.host = ws_scheme_read_host(wsi, t->config, host, sizeof host),
                 .secure = ws_scheme_is_https(wsi, t->config)},
    };

    return handshake_check(t->config, &r);
}

static int refuse(struct lws *wsi, struct handshake_verdict v)
{
    static const char upgrade[] = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

    log_info("handshake_refused", "status", LOG_INT(v.status), "reason", v.reason, NULL);
    /* The fields of 426: RFC 9110 section 15.5.22 and RFC 6455 section 4.4. */
    http_answer_empty(wsi, v.status, v.status == 426 ? upgrade : "");
    return -1;
}

/* If libwebsockets refused the upgrade itself, it still calls us, without the headers. */
static int on_upgrade(const struct server *t, struct lws *wsi)
{
    if (lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) == 0 || lws_get_opaque_user_data(wsi) != NULL)
        return -1;
    struct handshake_verdict v = check_handshake(t, wsi);
    return v.status == 101 ? 0 : refuse(wsi, v);
}

/* The headers are readable for the last time here. */
static int on_admission(struct server *t, struct lws *wsi)
{
    lws_identity_read(wsi, t->config, t->authority, &t->asker);
    t->asking = wsi;
    return 0;
}

/* Whether the request has another method than the paths of plain HTTP; it is answered then. */
static bool refuse_method(const struct server *t, struct lws *wsi)
{
    char *uri = NULL, path[HEADER_MAX];
    int len = 0, method = lws_http_get_uri_and_method(wsi, &uri, &len);

    if (method < 0 || method == LWSHUMETH_GET || method == LWSHUMETH_OPTIONS || uri == NULL)
        return false;
    (void)snprintf(path, sizeof path, "%.*s", len, uri);
    if (!transport_http_is_asked(t->config, path))
        return false;
    transport_http_refuse_method(t->config, wsi, path, method == LWSHUMETH_HEAD);
    return true;
}

/* A request without an upgrade, or for another protocol: news over plain HTTP, or an error. */
static int on_plain_request(struct server *t, struct lws *wsi, struct client *c)
{
    const struct status_view *view = lws_get_opaque_user_data(wsi);
    char path[HEADER_MAX];

    if (view != NULL)
        return admin_open(view, wsi, &c->visit);

    if (read_header(wsi, WSI_TOKEN_GET_URI, path) != NULL &&
        transport_http_is_asked(t->config, path))
        return transport_http_open(t->config, t->authority, t->sessions, wsi, path, &c->live);
    if (read_header(wsi, WSI_TOKEN_OPTIONS_URI, path) != NULL &&
        transport_http_is_asked(t->config, path))
        return transport_http_preflight(t->config, wsi);
    if (refuse_method(t, wsi))
        return -1;
    struct handshake_verdict v = check_handshake(t, wsi);
    if (v.status == 101)
        v = (struct handshake_verdict){400, "malformed upgrade"};
    return refuse(wsi, v);
}

static int on_established(struct server *t, struct lws *wsi, struct client *c)
{
    memset(c, 0, sizeof *c);
    transport_ws_open(&c->ws, wsi, &t->queue, t->sessions, (size_t)t->config->relay_message_size,
                      t->asking == wsi ? &t->asker : NULL);
    t->asking = NULL;
    return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t len)
{
    struct server *t = lws_context_user(lws_get_context(wsi));
    struct client *c = user;

    switch (reason) {
    case LWS_CALLBACK_WSI_CREATE:
        t->connections++;
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        t->connections--;
        return 0;
    case LWS_CALLBACK_HTTP:
        return on_plain_request(t, wsi, c);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return c->live != NULL    ? transport_http_write(c->live)
               : c->visit != NULL ? admin_write(c->visit)
                                  : 0;
    case LWS_CALLBACK_TIMER:
        if (c != NULL && c->live != NULL)
            transport_http_time_is_up(c->live);
        return 0;
    case LWS_CALLBACK_CLOSED_HTTP:
        if (c != NULL) {
            transport_http_close(&c->live);
            admin_close(&c->visit);
        }
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return on_upgrade(t, wsi);
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return on_admission(t, wsi);
    case LWS_CALLBACK_ESTABLISHED:
        return on_established(t, wsi, c);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return transport_ws_write(&c->ws);
    case LWS_CALLBACK_RECEIVE_PONG:
        transport_ws_note_pong(&c->ws);
        return 0;
    case LWS_CALLBACK_RECEIVE:
        transport_ws_receive(&c->ws, in, len);
        return 0;
    case LWS_CALLBACK_CLOSED:
        transport_ws_close(&c->ws);
        return 0;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {
    {
        .name = PROTOCOL_NAME,
        .callback = callback,
        .per_session_data_size = sizeof(struct client),
        .rx_buffer_size = RX_BUFFER,
        .tx_packet_size = TX_PACKET,
    },
    {0},
};

static void log_library(int level, const char *line)
{
    char text[256];

    (void)snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
    log_event(level == LLL_ERR ? LOG_LEVEL_WARN : LOG_LEVEL_DEBUG, "libwebsockets", "text", text,
              NULL);
}

static size_t connections_max(const struct server *t)
{
    return (size_t)t->config->relay_sessions + HANDSHAKES_MAX;
}

int server_new(uv_loop_t *loop, const struct config *config, const struct authenticator *authority,
               struct sessions *sessions, struct server **out)
{
    struct server *t = calloc(1, sizeof *t);
    void *loops[] = {loop};

    *out = NULL;
    if (t == NULL)
        return ERR_NOMEM;
    t->config = config;
    t->authority = authority;
    t->sessions = sessions;
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .protocols = protocols,
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .foreign_loops = loops,
        .user = t,
        .pcontext = &t->context, /* libwebsockets clears it when the context is destroyed */
        .fd_limit_per_thread = (unsigned)(connections_max(t) + DESCRIPTORS_OF_OURS),
        .max_http_header_data = HEADERS_MAX,
        .timeout_secs = (unsigned)(config->relay_handshake_timeout_ms / 1000),
        .timeout_secs_ah_idle = (unsigned)(config->relay_handshake_timeout_ms / 1000),
        .retry_and_idle_policy = &idle_policy,
        .server_string = "loadline",
    };
    lws_set_log_level(LLL_ERR | LLL_WARN, log_library);
    t->context = lws_create_context(&info);
    if (t->context != NULL)
        t->vhost = lws_create_vhost(t->context, &info);
    if (t->vhost == NULL) {
        if (t->context != NULL)
            lws_context_destroy(t->context);
        free(t);
        return ERR_INTERNAL;
    }
    ws_queue_start(&t->queue, loop);
    *out = t;
    return 0;
}

/* A connection of the admin listener is known by its attached state. */
void server_adopt_admin(struct server *t, const struct status_view *view, int fd)
{
    struct lws *wsi = lws_adopt_socket_vhost(t->vhost, fd);

    if (wsi == NULL)
        log_warn("connection_refused", "reason", "libwebsockets did not take it", NULL);
    else
        lws_set_opaque_user_data(wsi, (void *)(uintptr_t)view);
}

void server_adopt(struct server *t, int fd)
{
    if (t->connections >= connections_max(t)) {
        log_warn("connection_refused", "reason", "too many", NULL);
        close(fd);
        return;
    }
    if (lws_adopt_socket_vhost(t->vhost, fd) == NULL)
        log_warn("connection_refused", "reason", "libwebsockets did not take it", NULL);
}

void server_stop(struct server *t)
{
    if (t == NULL)
        return;
    if (t->context != NULL)
        lws_context_destroy(t->context);
    ws_queue_stop(&t->queue);
}

void server_free(struct server **t)
{
    /* On a foreign loop, release 4.1 needs a second call to end. */
    if (*t != NULL && (*t)->context != NULL)
        lws_context_destroy((*t)->context);
    free(*t);
    *t = NULL;
}
