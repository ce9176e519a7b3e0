/* SPDX-License-Identifier: MIT */
/*
 * Sessions over WebSocket (RFC 6455), by libwebsockets on our loop. Nothing but transports knows
 * that library.
 */
#ifndef LOADLINE_TRANSPORT_WS_H
#define LOADLINE_TRANSPORT_WS_H

#include "config.h"
#include "session.h"

#include <uv.h>

struct transport_ws;

/* Configuration, authority and sessions are borrowed. ERR_NOMEM, ERR_INTERNAL. */
int transport_ws_new(uv_loop_t *loop, const struct config *config,
                     const struct authority *authority, struct sessions *sessions,
                     struct transport_ws **out);

/* Takes an accepted connection and owns it. */
void transport_ws_adopt(struct transport_ws *t, int fd);

/* Ends all connections at once; the loop still has to run out.
 * NULL is fine. */
void transport_ws_stop(struct transport_ws *t);

/* After the loop has run out. NULL is fine. */
void transport_ws_free(struct transport_ws **t);

#endif
