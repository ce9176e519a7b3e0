/* SPDX-License-Identifier: MIT */
/*
 * Signatures of tokens (RFC 7518 sections 3.2 to 3.4). The signed text is treated as bytes. The key
 * determines the algorithm, never the token.
 */
#ifndef LOADLINE_TOKEN_SIGNATURE_H
#define LOADLINE_TOKEN_SIGNATURE_H

#include "access/token_key.h"

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_SIGNATURE_MAX 2048 /* bytes: RSA of 16,384 bits */

/* Whether the signature of len bytes is valid for the text and the key. Thread-safe. */
bool token_signature_fits(const struct token_key *key, const char *text, size_t text_len,
                          const unsigned char *signature, size_t len);

/* Signs the text. ERR_CONFIG if the key cannot sign, ERR_NOMEM. */
int token_signature_make(const struct token_key *key, const char *text, size_t text_len,
                         unsigned char out[TOKEN_SIGNATURE_MAX], size_t *len_out);

#endif
