/* SPDX-License-Identifier: MIT */
/*
 * What the claims of a verified token say (RFC 7519 section 4). A claim that we know is of its type
 * or the token is refused: one that cannot be read must not count as absent, since some of them
 * narrow what the token is good for.
 */
#ifndef LOADLINE_TOKEN_CLAIMS_H
#define LOADLINE_TOKEN_CLAIMS_H

#include "access/access.h"

#include <stdint.h>

struct json;

struct token_rules {
    int64_t leeway_ms;    /* by which the clocks of others may differ from ours */
    const char *audience; /* that `aud` must name; "" any */
};

/* Fills in whose token it is. ERR_TOKEN, ERR_EXPIRED, ERR_EARLY; out then says nothing. */
int token_claims_read(const struct json *claims, const struct token_rules *rules, int64_t now_ms,
                      struct principal *out);

#endif
