/* SPDX-License-Identifier: MIT */
/*
 * Keys of all types in a temporary folder, and tokens with any content.
 */
#ifndef LOADLINE_TOKEN_FORGE_H
#define LOADLINE_TOKEN_FORGE_H

/* Setup and teardown of a cmocka group. Creates the files secret, secret2 and short, and the key
 * pairs rsa, rsa2, weak, ec and p384, whose public keys end in ".pub". */
int forge_keys(void **state);
int forge_end(void **state);

/* The path of one of these files, valid for the next seven calls. */
const char *forge_path(const char *name);

/* A token with any header and claims, signed by HMAC with the content of a file (NULL: not signed).
 * Valid until the next call. */
char *forge_token(const char *header, const char *claims, const char *file);

#endif
