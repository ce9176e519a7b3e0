/* SPDX-License-Identifier: MIT */
/*
 * Sessions over WebSocket (RFC 6455). The server (server.h) calls these as libwebsockets calls it.
 */
#ifndef LOADLINE_TRANSPORT_WS_H
#define LOADLINE_TRANSPORT_WS_H

#include "base/buffer.h"
#include "ws/session/session.h"

#include <sys/queue.h>
#include <uv.h>

struct lws;

/* Those who have something to say, until the loop is about to wait: most sockets can take a message
 * at once, and need not be polled for it. Part of its owner; zero at first. */
struct ws_queue {
    TAILQ_HEAD(, ws_client) waiting;
    uv_prepare_t prepare;
};

void ws_queue_start(struct ws_queue *q, uv_loop_t *loop);
void ws_queue_stop(struct ws_queue *q);

/* Part of the connection's memory, from the upgrade to the end. */
struct ws_client {
    struct lws *wsi;
    struct session *session;
    struct buffer message; /* of the client, as far as it has come */
    int close_code;        /* 0: open */
    const char *close_reason;
    int64_t pinged_at_ms; /* mono; 0: it has answered since */
    bool ping_due;
    struct ws_queue *queue;
    bool queued; /* in queue->waiting */
    TAILQ_ENTRY(ws_client) entry;
    bool silent; /* the session says nothing more */
    bool closed; /* the closing handshake has begun */
};

/* The upgrade is done; asker NULL: nothing is known of who it is. message_max in bytes. */
void transport_ws_open(struct ws_client *c, struct lws *wsi, struct ws_queue *queue,
                       struct sessions *sessions, size_t message_max,
                       const struct session_asker *asker);

/* It has answered a ping. */
void transport_ws_hear(struct ws_client *c);

/* A message, or part of one. */
void transport_ws_receive(struct ws_client *c, const char *in, size_t len);

/* The socket can take something. Negative: it cannot be used any more. */
int transport_ws_write(struct ws_client *c);

/* It is gone. */
void transport_ws_close(struct ws_client *c);

#endif
