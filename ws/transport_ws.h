/* SPDX-License-Identifier: MIT */
/*
 * Sessions over WebSocket (RFC 6455). The server (server.h) calls these as libwebsockets calls it.
 */
#ifndef LOADLINE_TRANSPORT_WS_H
#define LOADLINE_TRANSPORT_WS_H

#include "buffer.h"
#include "session.h"

struct lws;

/* Part of the connection's memory, from the upgrade to the end. */
struct ws_client {
    struct lws *wsi;
    struct session *session;
    struct buffer message; /* of the client, as far as it has come */
    int close_code;        /* 0: open */
    const char *close_reason;
    bool silent; /* the session says nothing more */
    bool closed; /* the closing handshake has begun */
};

/* The upgrade is done; asker NULL: nothing is known of who it is. message_max in bytes. */
void transport_ws_open(struct ws_client *c, struct lws *wsi, struct sessions *sessions,
                       size_t message_max, const struct session_asker *asker);

/* A message, or part of one. */
void transport_ws_receive(struct ws_client *c, const char *in, size_t len);

/* The socket can take something. Negative: it cannot be used any more. */
int transport_ws_write(struct ws_client *c);

/* It is gone. */
void transport_ws_close(struct ws_client *c);

#endif
