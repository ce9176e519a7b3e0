/* SPDX-License-Identifier: MIT */
/*
 * Digests of whole files, as records and results write them: "sha256:" and lower-case hex digits.
 */
#ifndef LOADLINE_DIGEST_H
#define LOADLINE_DIGEST_H

#include <stddef.h>

#define DIGEST_BYTES_MAX 64
#define DIGEST_TEXT_SIZE (8 + 2 * DIGEST_BYTES_MAX + 1)

struct digest;

/* name begins with the algorithm, sha256 or sha512, and ends or goes on with ":". ERR_SYNTAX for
 * any other, ERR_NOMEM, ERR_INTERNAL. */
int digest_new(const char *name, struct digest **out);
void digest_free(struct digest **d);

/* ERR_INTERNAL. */
int digest_add(struct digest *d, const void *bytes, size_t len);

/* The digest of what was added, as text. Call it once. ERR_INTERNAL. */
int digest_end(struct digest *d, char text[DIGEST_TEXT_SIZE]);

/* The text of a digest that is known: len bytes by that algorithm. ERR_SYNTAX where they are not of
 * it. */
int digest_write(const char *name, const unsigned char *bytes, size_t len,
                 char text[DIGEST_TEXT_SIZE]);

/* Whether the file has that digest: 0, ERR_DIGEST, ERR_IO, or a failure of digest_new. Reads fd
 * from its first byte on, wherever it stands. */
int digest_check_file(int fd, const char *expected);

#endif
