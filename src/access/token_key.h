/* SPDX-License-Identifier: MIT */
/*
 * Loads one key for tokens and checks that it fits the algorithm, so that a public key in the place
 * of a secret (or the reverse) is found when the program starts.
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

/* Loads a key; the caller frees it with token_key_free(). HS256: a secret of 32 to 4096 bytes,
 * without trailing white space. RS256: RSA of at least 2048 bits. ES256: P-256. RSA and P-256 keys
 * are PEM: the public key to verify, the private one to sign. ERR_CONFIG, ERR_NOMEM. */
int token_key_load(const char *algorithm, enum token_key_use use, const char *path,
                   struct token_key *out);
void token_key_free(struct token_key *k);

#endif
