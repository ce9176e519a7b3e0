/* SPDX-License-Identifier: MIT */
/*
 * The final uploads that a part belongs to, recorded in the part's folder. Whoever changes the part
 * finds there whom to tell, and a client that repeats a request whose answer was lost gets the
 * existing final upload. The file has a lock of its own, because a sender may hold the part's.
 */
#ifndef LOADLINE_FINALS_H
#define LOADLINE_FINALS_H

#include "base/id.h"
#include "spool/store.h"

#define FINALS_FILE "finals"
#define FINALS_MAX 16 /* of one part */

/* Reads the recorded ids without the lock, in no order, and returns their number; 0 also if the
 * file is not readable. */
size_t finals_read(struct store *s, const char *part_id, char ids_out[FINALS_MAX][ID_SIZE]);

/* The list of one part, opened and locked. Others who open it wait. */
struct finals;

/* Waits at most wait_ms. The caller ends it with finals_close(), which accepts NULL. ERR_NOT_FOUND
 * without the part, ERR_LOCKED, ERR_NO_SPACE, ERR_IO, ERR_NOMEM. */
int finals_open(struct store *s, const char *part_id, int wait_ms, struct finals **out);
void finals_close(struct finals **f);

/* Records one more; one that is recorded already stays. A full list gives up the oldest final
 * upload that is gone or no longer open, because open ones must learn about their parts.
 * ERR_TOO_MANY if all are open, ERR_NO_SPACE, ERR_IO. */
int finals_add(struct finals *f, const char *final_id);

/* Syncs the list to disk. ERR_NO_SPACE, ERR_IO. */
int finals_sync(struct finals *f);

/* Removes the upload of a part under its lock, and reads its list in between: a final upload that
 * was added before the part was gone is in it. *count_out is 0 on failure. Returns what
 * store_remove() does. */
int finals_remove_part(struct store *s, const char *part_id, char ids_out[FINALS_MAX][ID_SIZE],
                       size_t *count_out);

/* When the upload expires (wall clock, ms; 0: never). A part does not before an open final upload
 * that it belongs to. */
int64_t finals_expires_at(struct store *s, const struct upload *u);

/* Whether it has expired at this time. Reads the list only if it would have by itself. */
bool finals_has_expired(struct store *s, const struct upload *u, int64_t wall_ms);

#endif
