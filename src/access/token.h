/* SPDX-License-Identifier: MIT */
/*
 * JSON Web Tokens (RFC 7519): checked with keys from files, and made for scripts and tests. The
 * algorithm is the site's setting and never the token's choice. With two keys the site can change
 * from one to the other while tokens of both are about.
 */
#ifndef LOADLINE_TOKEN_H
#define LOADLINE_TOKEN_H

#include "access/access.h"
#include "access/token_scan.h"

#include <stdint.h>

#define TOKEN_KEYS_MAX 2

struct token_settings {
    const char *algorithm; /* HS256, RS256 or ES256 */
    char *const
        *key_files;    /* NULL-terminated: a secret of at least 32 bytes, or public keys as PEM */
    int64_t leeway_ms; /* by which the clocks of others may differ from ours */
    const char *audience; /* that `aud` must name; "" any */
};

struct token_keys;

/* Reads and checks the keys; the texts of settings are borrowed. ERR_CONFIG, with *wrong_out the
 * file that is not a key of this algorithm (or NULL: there is none); ERR_NOMEM. */
int token_keys_load(const struct token_settings *settings, struct token_keys **out,
                    const char **wrong_out);
void token_keys_free(struct token_keys **k);

/* Checks the token at wall time now_ms and fills in whose it is. May be called from any thread.
 * ERR_TOKEN, ERR_EXPIRED, ERR_EARLY, ERR_NOMEM. */
int token_verify(const struct token_keys *k, const char *token, int64_t now_ms,
                 struct principal *out);

/* What a new token says; max_size and upload_id as in struct principal. */
struct token_offer {
    const char *owner;
    const char *scope;     /* words between blanks */
    const char *upload_id; /* or NULL */
    const char *audience;  /* or NULL */
    int64_t max_size;
    int64_t ttl_ms;
};

/* Makes one, for the caller to free. key_file: the secret, or the private key as PEM. ERR_CONFIG
 * where that is no key of the algorithm, ERR_NOMEM. */
int token_make(const char *algorithm, const char *key_file, const struct token_offer *offer,
               int64_t now_ms, char **out);

#endif
