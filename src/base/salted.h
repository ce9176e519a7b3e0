/* SPDX-License-Identifier: MIT */
/*
 * Hashes that nobody outside can predict: whoever chooses names cannot choose whose place they fall
 * into.
 */
#ifndef LOADLINE_SALTED_H
#define LOADLINE_SALTED_H

#include <stdint.h>

#define SALT_BYTES 16

struct salt {
    unsigned char bytes[SALT_BYTES];
};

/* 0 or ERR_INTERNAL. */
int salt_make(struct salt *out);

uint64_t salt_hash(const struct salt *salt, const char *name);

#endif
