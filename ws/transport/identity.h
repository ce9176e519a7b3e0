/* SPDX-License-Identifier: MIT */
/*
 * The identity of a client, as its handshake gives it. Browsers cannot set a header there: they
 * send a cookie, a token in the query, or authenticate in their first message.
 */
#ifndef LOADLINE_IDENTITY_H
#define LOADLINE_IDENTITY_H

#include "access/authenticator.h"
#include "access/web_origin.h"

#include <stdbool.h>

/* Fields of the handshake as received; NULL: absent. */
struct identity_request {
    const char *authorization, *cookie, *token, *user;
    const char *origin;
    struct web_origin_site site;
};

/* Fills principal_out and returns 0. ERR_UNAUTHORIZED: no valid credential; the client may
 * authenticate later. Another error: the client sent an invalid credential deliberately. A cookie
 * does not count for pages of origins that are not allowed. */
int identity_of_handshake(const struct config *c, const struct authenticator *a,
                          const struct identity_request *r, struct principal *principal_out);

#endif
