/* SPDX-License-Identifier: MIT */
/*
 * A message of a channel, read where it lies: a relay gets thousands a second, and hiredis makes
 * eight pieces of memory for each.
 */
#ifndef LOADLINE_REDIS_PUBLISHED_H
#define LOADLINE_REDIS_PUBLISHED_H

#include <stddef.h>

/* Both texts end with a NUL that does not count. They belong to the bytes that were read. */
struct redis_published {
    const char *channel, *text;
    size_t text_len; /* bytes */
};

/* Reads a message at the front of the len bytes, and writes the NULs into them. Returns the bytes
 * that it takes up, or 0 and changes nothing if they begin with anything else than a whole message:
 * hiredis then reads them. */
size_t redis_published_read(char *bytes, size_t len, struct redis_published *out);

#endif
