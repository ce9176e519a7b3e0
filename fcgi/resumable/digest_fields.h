/* SPDX-License-Identifier: MIT */
/*
 * Content-Digest and Repr-Digest (RFC 9530): dictionaries of byte sequences by algorithm. Of those
 * a request gives we check one, sha-256 before sha-512; the others, and what does not parse, are
 * ignored.
 */
#ifndef LOADLINE_DIGEST_FIELDS_H
#define LOADLINE_DIGEST_FIELDS_H

#include "fcgi/intake/checksum.h"
#include "base/digest.h"

#include <stdbool.h>

/* Whether field holds a digest that we check; then it is written to text. NULL holds none. */
bool digest_field_read(const char *field, char text[DIGEST_TEXT_SIZE]);

/* The same as what bytes to come must hash to, NULL where there is none. ERR_NOMEM, ERR_INTERNAL.
 */
int digest_field_expect(const char *field, struct checksum **out);

#endif
