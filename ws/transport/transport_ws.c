/* SPDX-License-Identifier: MIT */
/*
 * One WebSocket and its session: incoming messages, one outgoing message whenever the socket is
 * writable, and the closing handshake.
 */
#include "ws/transport/transport_ws.h"

#include "base/clock.h"
#include "ws/fanout/counters.h"
#include "base/error.h"
#include "ws/fanout/protocol.h"

#include <libwebsockets.h>
#include <string.h>

#define CLOSE_SECONDS 5      /* for a client to read the rest and close */
#define CLOSE_REASON_MAX 123 /* bytes, RFC 6455 section 5.5 */
#define MESSAGES_AT_ONCE 8   /* to one client, so that the others need not wait */

_Static_assert(MESSAGE_HEADROOM >= LWS_PRE, "messages have room for libwebsockets' frame header");

static void on_prepare(uv_prepare_t *prepare);

static void transport_ws_request_write(void *arg)
{
    struct ws_client *c = arg;

    if (c->queued)
        return;
    c->queued = true;
    TAILQ_INSERT_TAIL(&c->queue->waiting, c, entry);
    (void)uv_prepare_start(&c->queue->prepare, on_prepare);
}

static void leave_queue(struct ws_client *c)
{
    if (!c->queued)
        return;
    c->queued = false;
    TAILQ_REMOVE(&c->queue->waiting, c, entry);
}

static int write_next(struct ws_client *c, struct ws_frames *gathered);

/* Writes what was gathered. 0, or -1 if the connection has to end. */
static int write_gathered(struct ws_client *c, struct ws_frames *gathered)
{
    size_t len = gathered->len;

    gathered->len = 0;
    return len > 0 && lws_write(c->wsi, ws_frames_bytes(gathered), len, LWS_WRITE_RAW) < 0 ? -1 : 0;
}

/* Outside of libwebsockets' callbacks it may write while nothing is buffered: at most the rest of
 * one write then is. What is due to a client leaves together, and without a turn of the loop in
 * between. The WRITEABLE callback writes everything else. */
static void write_now(struct ws_client *c)
{
    struct ws_frames *gathered = &c->queue->frames;
    int rc = 1;

    for (int n = 0; rc > 0 && n < MESSAGES_AT_ONCE; n++) {
        if (c->close_code != 0 || lws_partial_buffered(c->wsi))
            break;
        rc = write_next(c, gathered);
    }
    if (write_gathered(c, gathered) < 0)
        rc = -1;
    if (rc < 0) {
        c->closed = true;
        lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
    }
    if (rc != 0) /* also for the timeout: libwebsockets looks for it after an event of a socket */
        lws_callback_on_writable(c->wsi);
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct ws_queue *q = prepare->data;
    struct ws_client *c;

    while ((c = TAILQ_FIRST(&q->waiting)) != NULL) {
        leave_queue(c);
        write_now(c);
    }
    (void)uv_prepare_stop(prepare);
}

void ws_queue_start(struct ws_queue *q, uv_loop_t *loop)
{
    TAILQ_INIT(&q->waiting);
    (void)uv_prepare_init(loop, &q->prepare);
    q->prepare.data = q;
}

void ws_queue_stop(struct ws_queue *q)
{
    uv_close((uv_handle_t *)&q->prepare, NULL);
}

static void transport_ws_request_close(void *arg, int code, const char *reason)
{
    struct ws_client *c = arg;

    c->close_code = code;
    c->close_reason = reason;
    lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, CLOSE_SECONDS);
    lws_callback_on_writable(c->wsi);
}

static const struct transport_ops ops = {SESSION_WEBSOCKET, transport_ws_request_write,
                                         transport_ws_request_close};

/* Drops the session and closes. */
static void transport_ws_drop(struct ws_client *c, int code, const char *reason)
{
    c->silent = true;
    transport_ws_request_close(c, code, reason);
}

/* Starts the closing handshake. Returning -1 is not an option: libwebsockets with debug checks, as
 * in Debian, then closes twice on libuv, and the connection ends before its close frame. With a
 * reason set and nothing left to flush in WRITEABLE, libwebsockets sends the frame and waits for
 * the answer. */
static void begin_close(struct ws_client *c)
{
    unsigned char text[CLOSE_REASON_MAX];
    size_t len = strnlen(c->close_reason, sizeof text);

    memcpy(text, c->close_reason, len);
    c->closed = true;
    lws_close_reason(c->wsi, (enum lws_close_status)c->close_code, text, len);
    lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

void transport_ws_open(struct ws_client *c, struct lws *wsi, struct ws_queue *queue,
                       struct sessions *sessions, size_t message_max,
                       const struct session_asker *asker)
{
    memset(c, 0, sizeof *c);
    c->wsi = wsi;
    c->queue = queue;
    buffer_init(&c->message, message_max);
    int rc = session_open(sessions, &ops, c, asker, &c->session);
    if (rc == ERR_CONNECTIONS)
        transport_ws_request_close(c, CLOSE_TOO_MANY, "too many clients");
    else if (rc != 0)
        transport_ws_request_close(c, CLOSE_INTERNAL, error_text(rc));
}

void transport_ws_note_pong(struct ws_client *c)
{
    c->pinged_at_ms = 0;
}

/* Whether the client has not answered a ping that is at least so many, and less than so many halves
 * of a beat old. */
static bool is_unanswered(const struct ws_client *c, int from, int to)
{
    int64_t since_ms = clock_mono_ms() - c->pinged_at_ms;
    int64_t half_ms = session_beat_ms(c->session) / 2;

    return c->pinged_at_ms != 0 && since_ms >= from * half_ms && since_ms < to * half_ms;
}

/* Each beat sends a ping, which browsers answer by themselves. A client that has not answered the
 * last one until the next beat is gone, unless the beat itself was late because the client did not
 * read. Beats that answer the client's own pings may follow one another at once. */
static bool is_gone(const struct ws_client *c)
{
    return is_unanswered(c, 1, 3);
}

static int send_ping(struct ws_client *c)
{
    unsigned char space[LWS_PRE + 1] = {0};

    space[LWS_PRE] = '.'; /* libwebsockets does not report empty pongs */
    c->ping_due = false;
    c->pinged_at_ms = clock_mono_ms();
    return lws_write(c->wsi, space + LWS_PRE, 1, LWS_WRITE_PING) < 0 ? -1 : 0;
}

static bool is_beat(struct message *m)
{
    return strcmp(message_about(m)->event, "beat") == 0;
}

/* One that is alone needs no copy. */
static bool is_gathered(struct ws_client *c, struct message *m, struct ws_frames *gathered)
{
    return gathered != NULL && (gathered->len > 0 || session_has_next(c->session)) &&
           ws_frames_add(gathered, m);
}

/* Sends m, or gathers it, and drops the reference. */
static int send_message(struct ws_client *c, struct message *m, struct ws_frames *gathered)
{
    bool beat = is_beat(m);

    if (beat && is_gone(c)) {
        message_unref(&m);
        counter_refused(ERR_TIMEOUT);
        return -1;
    }
    c->ping_due = beat && !is_unanswered(c, 0, 1);
    int sent = 0;
    if (!is_gathered(c, m, gathered)) {
        if (gathered != NULL)
            sent = write_gathered(c, gathered);
        if (sent == 0)
            sent = lws_write(c->wsi, message_bytes(m), message_len(m), LWS_WRITE_TEXT);
    }
    message_unref(&m);
    return sent < 0 ? -1 : 0;
}

/* Writes the next message, ping or close frame; gathered: a message may wait there for the next
 * one; NULL: within the WRITEABLE callback, the only place to close. 1: something else is due; 0:
 * nothing; -1: the connection has to end. */
static int write_next(struct ws_client *c, struct ws_frames *gathered)
{
    struct message *m = NULL;
    int rc = 0;

    if (c->closed)
        return 0;
    if (c->session != NULL && !c->silent && !c->ping_due)
        m = session_next(c->session);
    if (m == NULL && c->close_code != 0 && gathered != NULL)
        return 1;
    if (m == NULL && c->close_code != 0) {
        begin_close(c);
        return 0;
    }
    if (m != NULL)
        rc = send_message(c, m, gathered);
    else if (c->ping_due && gathered != NULL && write_gathered(c, gathered) < 0)
        rc = -1;
    else if (c->ping_due)
        rc = send_ping(c);
    else
        return 0;
    if (rc < 0)
        return -1;
    return c->close_code != 0 || c->ping_due || session_has_next(c->session);
}

/* At most one write per callback; spurious calls find nothing to send. */
int transport_ws_write(struct ws_client *c)
{
    int rc = write_next(c, NULL);

    if (rc > 0)
        lws_callback_on_writable(c->wsi);
    return rc < 0 ? -1 : 0;
}

static void take_fragment(struct ws_client *c, const char *in, size_t len)
{
    if (lws_is_first_fragment(c->wsi))
        buffer_reset(&c->message);
    buffer_add(&c->message, in, len);
    if (buffer_error(&c->message) == ERR_BOUND) {
        transport_ws_drop(c, CLOSE_TOO_BIG, "message too big");
    } else if (buffer_error(&c->message) != 0) {
        transport_ws_drop(c, CLOSE_INTERNAL, "out of memory");
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
        transport_ws_drop(c, CLOSE_POLICY, "text messages only");
    else
        take_fragment(c, in, len);
}

void transport_ws_close(struct ws_client *c)
{
    leave_queue(c);
    session_close(&c->session);
    leave_queue(c);
    buffer_free(&c->message);
}
