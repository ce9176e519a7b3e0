/* SPDX-License-Identifier: MIT */
/*
 * Keys of all kinds in a temporary folder, and tokens that say whatever a test wants.
 */
#ifndef LOADLINE_TOKEN_FORGE_H
#define LOADLINE_TOKEN_FORGE_H

/* Setup and teardown of a cmocka group: the files secret, secret2, short, and the pairs rsa, rsa2,
 * weak, ec, p384, the public ones with ".pub". */
int forge_keys(void **state);
int forge_end(void **state);

/* The path of one of these files, good for the next seven calls. */
const char *forge_path(const char *name);

/* A token of any header and claims, good until the next call, signed by HMAC with the content of a
 * file (NULL: with nothing). */
char *forge_token(const char *header, const char *claims, const char *file);

#endif
