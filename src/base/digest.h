/* SPDX-License-Identifier: MIT */
/*
 * Digests of whole files, in the form of records and results: "sha256:" and lower-case hex digits.
 */
#ifndef LOADLINE_DIGEST_H
#define LOADLINE_DIGEST_H

#include <stddef.h>

#define DIGEST_BYTES_MAX 64
#define DIGEST_TEXT_SIZE (8 + 2 * DIGEST_BYTES_MAX + 1)

struct digest;

/* Starts a digest. name is the algorithm, sha256 or sha512, optionally followed by ":" and more
 * text. The caller frees it with digest_free(). ERR_SYNTAX for any other name, ERR_NOMEM,
 * ERR_INTERNAL. */
int digest_new(const char *name, struct digest **out);
/* Frees the digest and clears the pointer. NULL is fine. */
void digest_free(struct digest **d);

/* Adds bytes to the digest. 0 or ERR_INTERNAL. */
int digest_add(struct digest *d, const void *bytes, size_t len);

/* Writes the digest of all added bytes as text. Call it once. 0 or ERR_INTERNAL. */
int digest_end(struct digest *d, char text[DIGEST_TEXT_SIZE]);

/* Writes the text of a known digest, of len bytes by the named algorithm. ERR_SYNTAX if the
 * algorithm is unknown or its digests have another length. */
int digest_write(const char *name, const unsigned char *bytes, size_t len,
                 char text[DIGEST_TEXT_SIZE]);

/* Checks a file against its expected digest. 0 if they match, ERR_DIGEST if not, ERR_IO, or an
 * error of digest_new(). Reads fd from its first byte and ignores its position. */
int digest_check_file(int fd, const char *expected);

#endif
