/* SPDX-License-Identifier: MIT */
/*
 * One WebSocket and its session: messages in, one message out for each time that the socket can take one,
 * and the closing handshake.
 */
#include "transport_ws.h"

#include "error.h"
#include "protocol.h"

#include <libwebsockets.h>
#include <string.h>

#define CLOSE_SECONDS 5      /* for a client to take what is left and go */
#define CLOSE_REASON_MAX 123 /* bytes, RFC 6455 section 5.5 */

_Static_assert(MESSAGE_HEADROOM >= LWS_PRE, "messages have room for libwebsockets' frame header");

static void request_write(void *arg)
{
    struct ws_client *c = arg;

    lws_callback_on_writable(c->wsi);
}

static void request_close(void *arg, int code, const char *reason)
{
    struct ws_client *c = arg;

    c->close_code = code;
    c->close_reason = reason;
    lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, CLOSE_SECONDS);
    lws_callback_on_writable(c->wsi);
}

static const struct transport_ops ops = {SESSION_WEBSOCKET, request_write, request_close};

/* Ends it with nothing more of the session before the close frame. */
static void drop(struct ws_client *c, int code, const char *reason)
{
    c->silent = true;
    request_close(c, code, reason);
}

/* Begins the closing handshake. Not by returning -1, as one would: libwebsockets with its debug checks, as
 * in Debian, then closes a second time on libuv, and the connection is gone before its close frame. With a
 * reason set, and nothing left to flush in WRITEABLE, this sends the frame and waits for the answer. */
static void begin_close(struct ws_client *c)
{
    unsigned char text[CLOSE_REASON_MAX];
    size_t len = strnlen(c->close_reason, sizeof text);

    memcpy(text, c->close_reason, len);
    c->closed = true;
    lws_close_reason(c->wsi, (enum lws_close_status)c->close_code, text, len);
    lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

void transport_ws_open(struct ws_client *c, struct lws *wsi, struct sessions *sessions,
                       size_t message_max, const struct session_asker *asker)
{
    memset(c, 0, sizeof *c);
    c->wsi = wsi;
    buffer_init(&c->message, message_max);
    int rc = session_open(sessions, &ops, c, asker, &c->session);
    if (rc == ERR_CONNECTIONS)
        request_close(c, CLOSE_TOO_MANY, "too many clients");
    else if (rc != 0)
        request_close(c, CLOSE_INTERNAL, error_text(rc));
}

/* At most one write each time; spurious calls find nothing to say. */
int transport_ws_write(struct ws_client *c)
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

static void take_fragment(struct ws_client *c, const char *in, size_t len)
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

void transport_ws_receive(struct ws_client *c, const char *in, size_t len)
{
    if (c->session == NULL || c->close_code != 0)
        return;
    if (lws_frame_is_binary(c->wsi))
        drop(c, CLOSE_POLICY, "text messages only");
    else
        take_fragment(c, in, len);
}

void transport_ws_close(struct ws_client *c)
{
    session_close(&c->session);
    buffer_free(&c->message);
}
