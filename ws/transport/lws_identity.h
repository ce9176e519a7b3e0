/* SPDX-License-Identifier: MIT */
/*
 * Reads from libwebsockets what a handshake says of who it is; identity.c decides what counts.
 */
#ifndef LOADLINE_LWS_IDENTITY_H
#define LOADLINE_LWS_IDENTITY_H

#include "access/authenticator.h"
#include "ws/session/session.h"

struct lws;

/* To be called while the handshake's headers can be read. */
void lws_identity_read(struct lws *wsi, const struct config *c, const struct authenticator *a,
                       struct session_asker *out);

#endif
