/* SPDX-License-Identifier: MIT */
/*
 * Counts what each client has in the spool and whether more fits its quota. Several processes share
 * the spool, so the count is read from disk and renewed after a while. In between, this process
 * adds what it admits. Thread-safe.
 */
#ifndef LOADLINE_QUOTA_H
#define LOADLINE_QUOTA_H

#include "fcgi/intake/quota_upload.h"

#define QUOTA_COUNT_MS 30000 /* an older count is renewed */
#define QUOTA_DOUBT_MS 1000  /* before a refusal, a count older than this is renewed */

struct quota;

/* Creates the counts for a store (borrowed); 0: no limit. Returns NULL if out of memory.
 * quota_free() accepts NULL and clears the caller's pointer. */
struct quota *quota_new(struct store *s, int64_t bytes, int64_t uploads);
void quota_free(struct quota **q);

/* Reserves `uploads` new uploads with `bytes` in total. Returns 0, ERR_QUOTA, or ERR_NOMEM or
 * ERR_IO if the spool cannot be counted. */
int quota_take(struct quota *q, struct quota_client c, int64_t bytes, int64_t uploads);

/* The same for what takes the place of something that is counted. */
int quota_replace(struct quota *q, struct quota_client c, struct quota_amount by,
                  struct quota_amount gone);

/* Adds bytes that were stored without a reservation. */
void quota_add(struct quota *q, struct quota_client c, int64_t bytes);

/* An upload was removed: quota_room() counts again soon. */
void quota_note_removed(struct quota *q);

/* What the client may still add, to be told; INT64_MAX without that limit. It waits for nobody:
 * ERR_BUSY while another request uses the count. ERR_NOMEM or ERR_IO if the spool cannot be
 * counted. */
int quota_room(struct quota *q, struct quota_client c, struct quota_amount *left_out);

/* How many more bytes the client may store; INT64_MAX without a limit, 0 if the spool cannot be
 * counted. */
int64_t quota_left(struct quota *q, struct quota_client c);

#endif
