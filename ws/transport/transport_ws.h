/* SPDX-License-Identifier: MIT */
/*
 * Sessions over WebSocket (RFC 6455). The server (server.h) calls these from libwebsockets'
 * callbacks.
 */
#ifndef LOADLINE_TRANSPORT_WS_H
#define LOADLINE_TRANSPORT_WS_H

#include "base/buffer.h"
#include "ws/session/session.h"
#include "ws/transport/ws_frames.h"

#include <sys/queue.h>
#include <uv.h>

struct lws;

/* Clients with a message due. They are written before the loop waits: most sockets accept a message
 * at once and need no poll. Part of its owner; zero-initialised. */
struct ws_queue {
    TAILQ_HEAD(, ws_client) waiting;
    uv_prepare_t prepare;
    struct ws_frames frames; /* to the client that is written to */
};

/* Starts the queue on the loop, and stops it; the loop still has to run out. */
void ws_queue_start(struct ws_queue *q, uv_loop_t *loop);
void ws_queue_stop(struct ws_queue *q);

/* Part of the connection's memory, from the upgrade to the end. */
struct ws_client {
    struct lws *wsi;
    struct session *session;
    struct buffer message; /* the part of the client's message received so far */
    int close_code;        /* 0: open */
    const char *close_reason;
    int64_t pinged_at_ms; /* mono; 0: no ping unanswered */
    bool ping_due;
    struct ws_queue *queue;
    bool queued; /* in queue->waiting */
    TAILQ_ENTRY(ws_client) entry;
    bool silent; /* the session has ended */
    bool closed; /* the closing handshake has begun, or the connection failed */
};

/* Opens the session after the upgrade; asker NULL: the handshake gave no identity. message_max is
 * in bytes. */
void transport_ws_open(struct ws_client *c, struct lws *wsi, struct ws_queue *queue,
                       struct sessions *sessions, size_t message_max,
                       const struct session_asker *asker);

/* Call it when a pong arrives. */
void transport_ws_note_pong(struct ws_client *c);

/* Takes a message, or a part of one, of len bytes. */
void transport_ws_receive(struct ws_client *c, const char *in, size_t len);

/* Call it when the socket is writable. Returns 0, or a negative value if the socket must be closed.
 */
int transport_ws_write(struct ws_client *c);

/* Call it when the connection is closed. */
void transport_ws_close(struct ws_client *c);

#endif
