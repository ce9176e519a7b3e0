/* SPDX-License-Identifier: MIT */
/*
 * Limits how often each client creates an upload, in this process. The table has a fixed size, so a
 * client with many addresses uses no more memory.
 */
#ifndef LOADLINE_CREATIONS_H
#define LOADLINE_CREATIONS_H

#include <stdint.h>

struct creations;

/* Allows each client per_minute creations a minute, and as many in a burst; 0: no limit. The caller
 * frees the result. NULL when out of memory. */
struct creations *creations_new(int64_t per_minute);
void creations_free(struct creations **c);

/* Counts one creation of the client at now_ms (monotonic). Returns 0, or the ms to wait until the
 * client may create again; the creation is not counted then. */
int64_t creations_take(struct creations *c, const char *client, int64_t now_ms);

#endif
