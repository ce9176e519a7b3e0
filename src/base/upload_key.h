/* SPDX-License-Identifier: MIT */
/*
 * Masks the keys in "ID.KEY" within texts. A reader of a log or of an error message must not learn
 * a key. Texts that may repeat input of a client pass through this module where a line is logged or
 * a problem is answered.
 */
#ifndef LOADLINE_UPLOAD_KEY_H
#define LOADLINE_UPLOAD_KEY_H

#include "base/id.h"

#include <stddef.h>

/* Replaces the key of each "ID.KEY" by "***", also if it is percent-encoded or cut off at the end
 * of the text. Text that only looks like a key is masked too. */
void upload_key_mask(char *text);

/* Masks only keys that are valid for their id. For names of files, which must not change otherwise.
 */
void upload_key_mask_own(const struct secret *secret, char *text);

/* Like upload_key_mask_own(), for len bytes that may be binary, followed by a NUL. Returns the new
 * length. */
size_t upload_key_mask_own_bytes(const struct secret *secret, char *bytes, size_t len);

/* Returns a masked copy in buf, cut to size bytes, if text contains a key; otherwise text itself.
 * NULL stays NULL. */
const char *upload_key_masked(const char *text, char *buf, size_t size);

#endif
