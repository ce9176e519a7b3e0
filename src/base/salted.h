/* SPDX-License-Identifier: MIT */
/*
 * Hashes that clients cannot predict, so that a client cannot choose names that share a place in a
 * table.
 */
#ifndef LOADLINE_SALTED_H
#define LOADLINE_SALTED_H

#include <stdint.h>

#define SALT_BYTES 16

struct salt {
    unsigned char bytes[SALT_BYTES];
};

/* Fills the salt with random bytes. 0 or ERR_INTERNAL. */
int salt_make(struct salt *out);

/* Returns the hash of a name under the salt. */
uint64_t salt_hash(const struct salt *salt, const char *name);

#endif
