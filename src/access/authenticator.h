/* SPDX-License-Identifier: MIT */
/*
 * Who is asking: from what a request carries to a principal, the same for FastCGI and the relay.
 * The most deliberate credential counts: Authorization, then a token in the query, then the cookie.
 */
#ifndef LOADLINE_AUTHENTICATOR_H
#define LOADLINE_AUTHENTICATOR_H

#include "access/access.h"
#include "config/config.h"
#include "access/token.h"

struct authenticator {
    enum access_mode mode;
    struct token_keys *keys; /* with ACCESS_BY_TOKEN */
    const char *cookie;      /* its name; "" none */
};

/* What a request carries, as it came; NULL: absent. */
struct credentials {
    const char *authorization; /* the field Authorization */
    const char *token;         /* a bare token */
    const char *cookie;        /* the field Cookie */
    const char *remote_user;   /* what the web server vouches for */
};

/* Reads the keys; c is borrowed. ERR_CONFIG with the reason logged, ERR_NOMEM. */
int authenticator_open(const struct config *c, struct authenticator *out);
void authenticator_close(struct authenticator *a);

/* Fills in who it is; nobody, and 0, where the mode asks nobody. ERR_UNAUTHORIZED without a
 * credential; errors of token_verify(); ERR_FORBIDDEN where the authority was never opened. */
int authenticator_identify(const struct authenticator *a, const struct credentials *c,
                           int64_t now_ms, struct principal *out);

#endif
