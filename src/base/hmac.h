/* SPDX-License-Identifier: MIT */
/*
 * HMAC-SHA-256 (RFC 2104).
 */
#ifndef LOADLINE_HMAC_H
#define LOADLINE_HMAC_H

#include <stdbool.h>
#include <stddef.h>

#define HMAC_SIZE 32 /* bytes */

/* Computes the HMAC of len bytes at text. Thread-safe. Returns false, and no result, without memory
 * or if libcrypto has no SHA-256. */
bool hmac_sha256(const void *key, size_t key_len, const void *text, size_t len,
                 unsigned char out[HMAC_SIZE]);

#endif
