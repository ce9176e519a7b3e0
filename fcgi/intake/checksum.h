/* SPDX-License-Identifier: MIT */
/*
 * Verifies the checksum of one request's bytes while they arrive.
 */
#ifndef LOADLINE_CHECKSUM_H
#define LOADLINE_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>

/* The list for Tus-Checksum-Algorithm. crc32 is that of zip and PNG, most significant byte first.
 */
#define CHECKSUM_ALGORITHMS "sha1,sha256,sha512,md5,crc32"

struct checksum;

/* Starts a checksum that expects the digest of len bytes (copied). A digest whose length does not
 * fit the algorithm never matches. Returns 0; ERR_BAD_CHECKSUM if the algorithm is unknown or the
 * digest empty; ERR_NOMEM or ERR_INTERNAL. checksum_free() accepts NULL and clears the caller's
 * pointer. */
int checksum_new(const char *algorithm, const void *digest, size_t len, struct checksum **out);

/* The same from an Upload-Checksum field (tus 1.0.0): "algorithm base64". A NULL field returns 0
 * with *out NULL. Otherwise errors as checksum_new(). */
int checksum_parse(const char *field, struct checksum **out);

/* Adds the next len bytes. Returns 0 or ERR_INTERNAL. */
int checksum_add(struct checksum *c, const void *bytes, size_t len);

/* Whether the bytes added have the expected digest. Call it once; afterwards only checksum_free().
 */
bool checksum_matches(struct checksum *c);

void checksum_free(struct checksum **c);

#endif
