/* SPDX-License-Identifier: MIT */
/*
 * Who a client of the relay is, as far as its handshake tells. Browsers cannot set a header there:
 * they have a cookie, a token in the query, or say it in their first message.
 */
#ifndef LOADLINE_IDENTITY_H
#define LOADLINE_IDENTITY_H

#include "access/authenticator.h"
#include "access/web_origin.h"

#include <stdbool.h>

/* Fields of the handshake as they came; NULL: absent. */
struct identity_request {
    const char *authorization, *cookie, *token, *user;
    const char *origin;
    struct web_origin_site site;
};

/* Fills principal_out. 0; ERR_UNAUTHORIZED: it said nothing that counts and may say it later;
 * another error: it said something wrong on purpose. A cookie does not count for pages of sites
 * that are not named. */
int identity_of_handshake(const struct config *c, const struct authenticator *a,
                          const struct identity_request *r, struct principal *principal_out);

#endif
