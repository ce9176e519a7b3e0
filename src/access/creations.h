/* SPDX-License-Identifier: MIT */
/*
 * How often each client made an upload lately, in this process. The table has a fixed size: whoever
 * comes by many addresses costs no memory.
 */
#ifndef LOADLINE_CREATIONS_H
#define LOADLINE_CREATIONS_H

#include <stdint.h>

struct creations;

/* So many a minute for each client, and as many at once; 0: no limit. NULL when out of memory. */
struct creations *creations_new(int64_t per_minute);
void creations_free(struct creations **c);

/* Counts one more of that client at that time (monotonic). 0, or the ms after which there is room
 * for it; then it is not counted. */
int64_t creations_take(struct creations *c, const char *client, int64_t now_ms);

#endif
