/* SPDX-License-Identifier: MIT */
/*
 * What the bytes of one request must hash to, computed while they arrive.
 */
#ifndef LOADLINE_CHECKSUM_H
#define LOADLINE_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>

/* As Tus-Checksum-Algorithm lists them. crc32 is the one of zip and PNG, most significant byte
 * first. */
#define CHECKSUM_ALGORITHMS "sha1,sha256,sha512,md5,crc32"

struct checksum;

/* Expects these len bytes (copied) as the digest by that algorithm; a digest of another length than
 * the algorithm's matches nothing. ERR_BAD_CHECKSUM: no such algorithm, or no digest; ERR_NOMEM,
 * ERR_INTERNAL. */
int checksum_new(const char *algorithm, const void *digest, size_t len, struct checksum **out);

/* The same from Upload-Checksum (tus 1.0.0): "algorithm base64". NULL gives no checksum: *out NULL.
 */
int checksum_parse(const char *field, struct checksum **out);

/* More of the bytes. ERR_INTERNAL. */
int checksum_add(struct checksum *c, const void *bytes, size_t len);

/* Whether all that was added is what was expected. Call it once. */
bool checksum_matches(struct checksum *c);

void checksum_free(struct checksum **c);

#endif
