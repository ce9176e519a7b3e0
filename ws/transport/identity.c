/* SPDX-License-Identifier: MIT */
/*
 * Identifies a client by its handshake. A page of any site can open a socket to the relay with its
 * visitor's cookie. Where the cookie is the credential, the page's origin decides whether the
 * cookie counts.
 */
#include "ws/transport/identity.h"

#include "base/clock.h"
#include "base/error.h"

static bool may_use_ambient(const struct config *c, const struct identity_request *r)
{
    return r->origin == NULL || web_origin_is_own(c, r->origin, &r->site) ||
           web_origin_is_named(c, r->origin);
}

int identity_of_handshake(const struct config *c, const struct authenticator *a,
                          const struct identity_request *r, struct principal *principal_out)
{
    bool ambient = may_use_ambient(c, r);
    const struct credentials given = {
        .authorization = r->authorization,
        .token = r->token,
        .cookie = ambient ? r->cookie : NULL,
        .remote_user = ambient ? r->user : NULL,
    };

    int rc = authenticator_identify(a, &given, clock_wall_ms(), principal_out);
    /* A stale cookie is no deliberate credential. */
    if (rc != 0 && rc != ERR_NOMEM && r->authorization == NULL && r->token == NULL)
        rc = ERR_UNAUTHORIZED;
    return rc;
}
