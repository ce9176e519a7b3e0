/* SPDX-License-Identifier: MIT */
/*
 * Authenticates a request: turns its credentials into a principal, for FastCGI and the relay alike.
 * The most deliberate credential counts: Authorization, then a token in the query, then the cookie.
 */
#ifndef LOADLINE_AUTHENTICATOR_H
#define LOADLINE_AUTHENTICATOR_H

#include "access/access.h"
#include "config/config.h"
#include "access/token.h"

struct authenticator {
    enum access_mode mode;
    struct token_keys
        *keys;          /* with ACCESS_BY_TOKEN; with ACCESS_BY_KEY for administrators, or NULL */
    const char *cookie; /* the cookie's name; "" none */
};

/* The credentials of a request, unchanged; NULL: absent. */
struct credentials {
    const char *authorization; /* the field Authorization */
    const char *token;         /* a bare token */
    const char *cookie;        /* the field Cookie */
    const char *remote_user;   /* the user that the web server authenticated */
};

/* Opens the authenticator and reads the keys; the caller closes it with authenticator_close(). c is
 * borrowed. ERR_CONFIG, with the reason logged, or ERR_NOMEM. An open site (ACCESS_BY_KEY) only
 * gets a warning, and no administrators. */
int authenticator_open(const struct config *c, struct authenticator *out);
void authenticator_close(struct authenticator *a);

/* Whether a client can have a principal. */
bool authenticator_asks(const struct authenticator *a);

/* Fills in the principal; where authenticator_asks() is false it stays empty, with 0.
 * ERR_UNAUTHORIZED without a credential; errors of token_verify(); ERR_FORBIDDEN if the
 * authenticator was never opened. With ACCESS_BY_KEY a principal has the right to administrate and
 * nothing else: an ambient credential does not count, and another token is ERR_SCOPE. */
int authenticator_identify(const struct authenticator *a, const struct credentials *c,
                           int64_t now_ms, struct principal *out);

#endif
