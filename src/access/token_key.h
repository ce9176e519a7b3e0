/* SPDX-License-Identifier: MIT */
/*
 * One key of tokens, read from its file and proved to be of the kind that the algorithm takes, so
 * that a public key in the place of a secret (or the reverse) is found when a program starts.
 */
#ifndef LOADLINE_TOKEN_KEY_H
#define LOADLINE_TOKEN_KEY_H

#include <stddef.h>

struct token_key {
    unsigned char *bytes; /* the secret, or PEM; a NUL follows */
    size_t len;
    struct evp_pkey_st *pair; /* the public or private key; NULL: bytes are the secret */
};

enum token_key_use { TOKEN_KEY_VERIFIES, TOKEN_KEY_SIGNS };

/* HS256: a secret of 32 to 4096 bytes, white space at its end dropped. RS256: RSA of at least 2048
 * bits; ES256: of P-256; each the public key as PEM to verify and the private one to sign.
 * ERR_CONFIG, ERR_NOMEM. */
int token_key_load(const char *algorithm, enum token_key_use use, const char *path,
                   struct token_key *out);
void token_key_free(struct token_key *k);

#endif
