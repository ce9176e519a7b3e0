/* SPDX-License-Identifier: MIT */
/*
 * "ID.KEY" within texts. Whoever reads a log or somebody's error message must not learn a key from
 * it, so texts that may repeat what a client sent go through here at the edge: where a line is
 * logged, where a problem is answered.
 */
#ifndef LOADLINE_UPLOAD_KEY_H
#define LOADLINE_UPLOAD_KEY_H

#include "base/id.h"

#include <stddef.h>

/* Replaces the key of each "ID.KEY" by "***", percent-encoded or cut off at the text's end as it
 * may be. What only looks like one is taken for one. */
void upload_key_mask(char *text);

/* The same for keys that fit: in names of files, which must not change because they look like
 * something. */
void upload_key_mask_own(const struct secret *secret, char *text);

/* The same in bytes that may be no text, with a NUL after them; their number from then on. */
size_t upload_key_mask_own_bytes(const struct secret *secret, char *bytes, size_t len);

/* The same in a copy, cut to size bytes, where there is such a key; else text itself. NULL stays
 * NULL. */
const char *upload_key_masked(const char *text, char *buf, size_t size);

#endif
