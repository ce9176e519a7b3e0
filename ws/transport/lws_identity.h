/* SPDX-License-Identifier: MIT */
/*
 * Reads the credentials of a handshake from libwebsockets; identity.c decides which count.
 */
#ifndef LOADLINE_LWS_IDENTITY_H
#define LOADLINE_LWS_IDENTITY_H

#include "access/authenticator.h"
#include "ws/session/session.h"

struct lws;

/* Fills out. Call it while the handshake's headers are readable. */
void lws_identity_read(struct lws *wsi, const struct config *c, const struct authenticator *a,
                       struct session_asker *out);

#endif
