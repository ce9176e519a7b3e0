/* SPDX-License-Identifier: MIT */
/*
 * The relay's connections, by libwebsockets on our loop: WebSockets, and plain requests for news.
 * Only this file, the transports, admin, http_answer, ws_scheme and lws_identity use that library.
 */
#ifndef LOADLINE_SERVER_H
#define LOADLINE_SERVER_H

#include "config/config.h"
#include "ws/transport/status.h"
#include "ws/session/session.h"

#include <uv.h>

struct server;

/* Borrows configuration, authority and sessions; the caller owns the result. Returns 0, ERR_NOMEM
 * or ERR_INTERNAL. */
int server_new(uv_loop_t *loop, const struct config *config, const struct authenticator *authority,
               struct sessions *sessions, struct server **out);

/* Like server_adopt(), for a connection of the admin listener; borrows the view. */
void server_adopt_admin(struct server *t, const struct status_view *view, int fd);

/* Takes an accepted connection; ownership of fd passes to the server. */
void server_adopt(struct server *t, int fd);

/* Ends all connections at once; the loop still has to run out. Accepts NULL. */
void server_stop(struct server *t);

/* Call it after the loop has run out. Clears the pointer; accepts NULL. */
void server_free(struct server **t);

#endif
