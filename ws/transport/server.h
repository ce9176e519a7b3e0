/* SPDX-License-Identifier: MIT */
/*
 * Everybody who connects to the relay, by libwebsockets on our loop: WebSocket, or plain requests
 * that are answered with news. Only this file, the transports and ws_identity know that library.
 */
#ifndef LOADLINE_SERVER_H
#define LOADLINE_SERVER_H

#include "config/config.h"
#include "ws/transport/status.h"
#include "ws/session/session.h"

#include <uv.h>

struct server;

/* Configuration, authority and sessions are borrowed. ERR_NOMEM, ERR_INTERNAL. */
int server_new(uv_loop_t *loop, const struct config *config, const struct authenticator *authority,
               struct sessions *sessions, struct server **out);

/* The same for one of the operator's door; the view is borrowed. */
void server_adopt_admin(struct server *t, const struct status_view *view, int fd);

/* Takes an accepted connection and owns it. */
void server_adopt(struct server *t, int fd);

/* Ends all connections at once; the loop still has to run out.
 * NULL is fine. */
void server_stop(struct server *t);

/* After the loop has run out. NULL is fine. */
void server_free(struct server **t);

#endif
