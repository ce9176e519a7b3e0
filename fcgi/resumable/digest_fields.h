/* SPDX-License-Identifier: MIT */
/*
 * Content-Digest and Repr-Digest (RFC 9530): dictionaries of byte sequences by algorithm. Only one
 * digest of a request is checked, sha-256 before sha-512. Other digests and malformed fields are
 * ignored.
 */
#ifndef LOADLINE_DIGEST_FIELDS_H
#define LOADLINE_DIGEST_FIELDS_H

#include "fcgi/intake/checksum.h"
#include "base/digest.h"

#include <stdbool.h>

/* Whether field holds a digest that we check; if so, writes it to text. NULL holds none. */
bool digest_field_read(const char *field, char text[DIGEST_TEXT_SIZE]);

/* Makes a checksum of that digest for bytes to come; *out is NULL if there is none. Returns 0,
 * ERR_NOMEM or ERR_INTERNAL. */
int digest_field_expect(const char *field, struct checksum **out);

#endif
