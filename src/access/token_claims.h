/* SPDX-License-Identifier: MIT */
/*
 * Reads the claims of a verified token (RFC 7519 section 4). A known claim of a wrong type makes
 * the token invalid. It must not count as absent, because some claims restrict the token.
 */
#ifndef LOADLINE_TOKEN_CLAIMS_H
#define LOADLINE_TOKEN_CLAIMS_H

#include "access/access.h"

#include <stdint.h>

struct json;

struct token_rules {
    int64_t leeway_ms;    /* tolerated difference of clocks */
    const char *audience; /* required in `aud`; "" any */
};

/* Fills in the principal. ERR_TOKEN, ERR_EXPIRED, ERR_EARLY; out is undefined then. */
int token_claims_read(const struct json *claims, const struct token_rules *rules, int64_t now_ms,
                      struct principal *out);

#endif
