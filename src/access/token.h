/* SPDX-License-Identifier: MIT */
/*
 * Verifies JSON Web Tokens (RFC 7519) with keys from files, and makes tokens for scripts and tests.
 * The algorithm is a setting and never the token's choice. With two keys the site can rotate them
 * while tokens of both are in use.
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
    int64_t leeway_ms; /* tolerated difference of clocks */
    const char *audience; /* required in `aud`; "" any */
};

struct token_keys;

/* Reads and checks the keys; the texts of settings are borrowed. The caller frees the keys.
 * ERR_CONFIG, with *wrong_out the file that is not a key of this algorithm, or NULL if no key is
 * set; ERR_NOMEM. */
int token_keys_load(const struct token_settings *settings, struct token_keys **out,
                    const char **wrong_out);
void token_keys_free(struct token_keys **k);

/* Verifies the token at wall time now_ms and fills in its principal. Thread-safe. ERR_TOKEN,
 * ERR_EXPIRED, ERR_EARLY, ERR_NOMEM. */
int token_verify(const struct token_keys *k, const char *token, int64_t now_ms,
                 struct principal *out);

/* A link makes its holder an administrator once: progress.fcgi exchanges it for a token. Its type
 * (RFC 8725 section 3.11) keeps it from being accepted as one. */
#define TOKEN_LINK_TYPE "loadline-link+jwt"
#define TOKEN_LINK_TTL_MAX_MS INT64_C(86400000) /* Redis notes a used link for longer */

struct token_link {
    char id[ID_SIZE];       /* the claim jti */
    char owner[OWNER_SIZE]; /* the administrator's name */
    int64_t expires_at;     /* wall ms, with the leeway */
};

/* Verifies a link; whether it was used is not known here. Thread-safe. ERR_TOKEN, also if it lives
 * longer than TOKEN_LINK_TTL_MAX_MS; ERR_EXPIRED, ERR_EARLY, ERR_NOMEM. */
int token_verify_link(const struct token_keys *k, const char *token, int64_t now_ms,
                      struct token_link *out);

/* The claims of a new token; max_size and upload_id as in struct principal. */
struct token_offer {
    const char *owner;
    const char *scope;     /* separated by blanks */
    const char *upload_id; /* or NULL */
    const char *audience;  /* or NULL */
    const char *link_id;   /* makes a link; NULL: a token */
    int64_t max_size;
    int64_t ttl_ms;
};

/* Makes a token, which the caller frees. key_file has the secret, or the private key as PEM.
 * ERR_CONFIG if it is no key of the algorithm, ERR_NOMEM. */
int token_make(const char *algorithm, const char *key_file, const struct token_offer *offer,
               int64_t now_ms, char **out);

#endif
