/* SPDX-License-Identifier: MIT */
/*
 * The callback is a switch with one call per case. Connection state is libwebsockets' per-session
 * memory; it exists from the upgrade to the end.
 */
#include "transport_ws.h"

#include "buffer.h"
#include "error.h"
#include "handshake.h"
#include "log.h"
#include "protocol.h"
#include "ws_identity.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RX_BUFFER 512          /* bytes; about 1.9 KB per idle connection altogether */
#define HEADERS_MAX 16384      /* bytes of one request */
#define HEADER_MAX 512         /* bytes of one header we read */
#define ANSWER_MAX 256         /* bytes of a refusal */
#define HANDSHAKE_SECONDS 10   /* from connecting to the upgrade */
#define CLOSE_SECONDS 5        /* for a client to take what is left and go */
#define HANDSHAKES_MAX 256     /* connections beyond the sessions, not upgraded yet */
#define DESCRIPTORS_OF_OURS 64 /* logs, Redis, the loop */
#define CLOSE_REASON_MAX 123   /* bytes, RFC 6455 section 5.5 */

struct transport_ws {
    const struct config *config;
    const struct authority *authority;
    struct sessions *sessions;
    struct lws_context *context;
    struct lws_vhost *vhost;
    size_t connections;
    /* Who the client is whose handshake was read last: the headers are gone when its session begins. */
    struct session_asker asker;
    const struct lws *asking; /* that client */
};

struct connection {
    struct lws *wsi;
    struct session *session;
    struct buffer message; /* of the client, as far as it has come */
    int close_code;        /* 0: open */
    const char *close_reason;
    bool silent; /* the session says nothing more */
    bool closed; /* the closing handshake has begun */
};

static const lws_retry_bo_t idle_policy = {
    .secs_since_valid_ping = 25,
    .secs_since_valid_hangup = 35,
};

static void request_write(void *arg)
{
    struct connection *c = arg;

    lws_callback_on_writable(c->wsi);
}

static void request_close(void *arg, int code, const char *reason)
{
    struct connection *c = arg;

    c->close_code = code;
    c->close_reason = reason;
    lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, CLOSE_SECONDS);
    lws_callback_on_writable(c->wsi);
}

static const struct transport_ops ops = {request_write, request_close};

/* Ends it with nothing more of the session before the close frame. */
static void drop(struct connection *c, int code, const char *reason)
{
    c->silent = true;
    request_close(c, code, reason);
}

/* Begins the closing handshake. Not by returning -1, as one would: libwebsockets with its debug checks, as
 * in Debian, then closes a second time on libuv, and the connection is gone before its close frame. With a
 * reason set, and nothing left to flush in WRITEABLE, this sends the frame and waits for the answer. */
static void begin_close(struct connection *c)
{
    unsigned char text[CLOSE_REASON_MAX];
    size_t len = strnlen(c->close_reason, sizeof text);

    memcpy(text, c->close_reason, len);
    c->closed = true;
    lws_close_reason(c->wsi, (enum lws_close_status)c->close_code, text, len);
    lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

static const char *read_header(struct lws *wsi, enum lws_token_indexes token, char buf[HEADER_MAX])
{
    if (lws_hdr_total_length(wsi, token) == 0)
        return NULL;
    return lws_hdr_copy(wsi, buf, HEADER_MAX, token) >= 0 ? buf : "too long";
}

static struct handshake_verdict check_handshake(const struct transport_ws *t, struct lws *wsi)
{
    char path[HEADER_MAX], upgrade[HEADER_MAX], version[HEADER_MAX], protocol[HEADER_MAX],
        origin[HEADER_MAX], host[HEADER_MAX];
    struct handshake_request r = {
        .path = read_header(wsi, WSI_TOKEN_GET_URI, path),
        .upgrade = read_header(wsi, WSI_TOKEN_UPGRADE, upgrade),
        .version = read_header(wsi, WSI_TOKEN_VERSION, version),
        .protocol = read_header(wsi, WSI_TOKEN_PROTOCOL, protocol),
        .origin = read_header(wsi, WSI_TOKEN_ORIGIN, origin),
        .host = read_header(wsi, WSI_TOKEN_HOST, host),
    };

    return handshake_check(t->config, &r);
}

static const char *phrase(int status)
{
    switch (status) {
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 426:
        return "Upgrade Required";
    default:
        return "Bad Request";
    }
}

/* Written here, because libwebsockets does not know the request's HTTP version yet and answers 1.0. The
 * headers of 426 are those of RFC 9110 section 15.5.22 and RFC 6455 section 4.4. */
static int answer_status(struct lws *wsi, int status)
{
    static const char upgrade[] = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    char space[LWS_PRE + ANSWER_MAX];
    char *text = space + LWS_PRE;

    int len = snprintf(text, ANSWER_MAX,
                       "HTTP/1.1 %d %s\r\n%sConnection: close\r\nContent-Length: 0\r\n\r\n", status,
                       phrase(status), status == 426 ? upgrade : "");
    if (len > 0 && len < ANSWER_MAX)
        (void)lws_write(wsi, (unsigned char *)text, (size_t)len, LWS_WRITE_HTTP_HEADERS);
    return -1;
}

static int refuse(struct lws *wsi, struct handshake_verdict v)
{
    log_info("handshake_refused", "status", LOG_INT(v.status), "reason", v.reason, NULL);
    return answer_status(wsi, v.status);
}

/* Where libwebsockets refused an upgrade itself, it asks us all the same, with the headers already gone. */
static int on_upgrade(const struct transport_ws *t, struct lws *wsi)
{
    if (lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) == 0)
        return -1;
    struct handshake_verdict v = check_handshake(t, wsi);
    return v.status == 101 ? 0 : refuse(wsi, v);
}

/* The last look at the headers. */
static int on_admission(struct transport_ws *t, struct lws *wsi)
{
    if (t->authority->mode != ACCESS_BY_KEY) {
        ws_identity_read(wsi, t->config, t->authority, &t->asker);
        t->asking = wsi;
    }
    return 0;
}

/* A request that asks for no upgrade, or for one to something else. */
static int on_plain_request(const struct transport_ws *t, struct lws *wsi)
{
    struct handshake_verdict v = check_handshake(t, wsi);

    if (v.status == 101)
        v = (struct handshake_verdict){400, "malformed upgrade"};
    return refuse(wsi, v);
}

static int on_established(struct transport_ws *t, struct lws *wsi, struct connection *c)
{
    memset(c, 0, sizeof *c);
    c->wsi = wsi;
    buffer_init(&c->message, (size_t)t->config->relay_message_size);
    int rc = session_open(t->sessions, &ops, c, t->asking == wsi ? &t->asker : NULL, &c->session);
    t->asking = NULL;
    if (rc == ERR_TOO_MANY)
        request_close(c, CLOSE_TOO_MANY, "too many clients");
    else if (rc != 0)
        request_close(c, CLOSE_INTERNAL, error_text(rc));
    return 0;
}

/* At most one write each time; spurious calls find nothing to say. */
static int on_writable(struct connection *c)
{
    struct message *m = NULL;

    if (c->closed)
        return 0;
    if (c->session != NULL && !c->silent)
        m = session_next(c->session);
    if (m == NULL) {
        if (c->close_code != 0)
            begin_close(c);
        return 0;
    }
    int sent = lws_write(c->wsi, message_bytes(m), message_len(m), LWS_WRITE_TEXT);
    message_unref(&m);
    if (sent < 0)
        return -1;
    if (c->close_code != 0 || session_has_next(c->session))
        lws_callback_on_writable(c->wsi);
    return 0;
}

static void take_fragment(struct connection *c, const char *in, size_t len)
{
    if (lws_is_first_fragment(c->wsi))
        buffer_reset(&c->message);
    buffer_add(&c->message, in, len);
    if (buffer_error(&c->message) == ERR_BOUND) {
        drop(c, CLOSE_TOO_BIG, "message too big");
    } else if (buffer_error(&c->message) != 0) {
        drop(c, CLOSE_INTERNAL, "out of memory");
    } else if (lws_is_final_fragment(c->wsi)) {
        session_receive(c->session, buffer_text(&c->message), c->message.len);
        buffer_free(&c->message);
    }
}

static void on_receive(struct connection *c, const char *in, size_t len)
{
    if (c->session == NULL || c->close_code != 0)
        return;
    if (lws_frame_is_binary(c->wsi))
        drop(c, CLOSE_POLICY, "text messages only");
    else
        take_fragment(c, in, len);
}

static void on_closed(struct connection *c)
{
    session_close(&c->session);
    buffer_free(&c->message);
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t len)
{
    struct transport_ws *t = lws_context_user(lws_get_context(wsi));

    switch (reason) {
    case LWS_CALLBACK_WSI_CREATE:
        t->connections++;
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        t->connections--;
        return 0;
    case LWS_CALLBACK_HTTP:
        return on_plain_request(t, wsi);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return on_upgrade(t, wsi);
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return on_admission(t, wsi);
    case LWS_CALLBACK_ESTABLISHED:
        return on_established(t, wsi, user);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return on_writable(user);
    case LWS_CALLBACK_RECEIVE:
        on_receive(user, in, len);
        return 0;
    case LWS_CALLBACK_CLOSED:
        on_closed(user);
        return 0;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {
    {
        .name = PROTOCOL_NAME,
        .callback = callback,
        .per_session_data_size = sizeof(struct connection),
        .rx_buffer_size = RX_BUFFER,
    },
    {0},
};

_Static_assert(MESSAGE_HEADROOM >= LWS_PRE, "messages have room for libwebsockets' frame header");

static void log_library(int level, const char *line)
{
    char text[256];

    (void)snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
    log_event(level == LLL_ERR ? LOG_LEVEL_WARN : LOG_LEVEL_DEBUG, "libwebsockets", "text", text,
              NULL);
}

static size_t connections_max(const struct transport_ws *t)
{
    return (size_t)t->config->relay_sessions + HANDSHAKES_MAX;
}

int transport_ws_new(uv_loop_t *loop, const struct config *config,
                     const struct authority *authority, struct sessions *sessions,
                     struct transport_ws **out)
{
    struct transport_ws *t = calloc(1, sizeof *t);
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
        .pcontext = &t->context, /* becomes NULL when it is gone */
        .fd_limit_per_thread = (unsigned)(connections_max(t) + DESCRIPTORS_OF_OURS),
        .max_http_header_data = HEADERS_MAX,
        .timeout_secs = HANDSHAKE_SECONDS,
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
    *out = t;
    return 0;
}

void transport_ws_adopt(struct transport_ws *t, int fd)
{
    if (t->connections >= connections_max(t)) {
        log_warn("connection_refused", "reason", "too many", NULL);
        close(fd);
        return;
    }
    if (lws_adopt_socket_vhost(t->vhost, fd) == NULL)
        log_warn("connection_refused", "reason", "libwebsockets did not take it", NULL);
}

void transport_ws_stop(struct transport_ws *t)
{
    if (t != NULL && t->context != NULL)
        lws_context_destroy(t->context);
}

void transport_ws_free(struct transport_ws **t)
{
    /* On a loop that is not its own, release 4.1 ends only at a second call. */
    if (*t != NULL && (*t)->context != NULL)
        lws_context_destroy((*t)->context);
    free(*t);
    *t = NULL;
}
