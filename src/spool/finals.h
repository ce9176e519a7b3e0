/* SPDX-License-Identifier: MIT */
/*
 * Records the final uploads that have a given upload as their first part, in that upload's folder.
 * If a client repeats a request whose answer was lost, it gets the existing final upload. The
 * caller holds the part's lock.
 */
#ifndef LOADLINE_FINALS_H
#define LOADLINE_FINALS_H

#include "base/id.h"
#include "spool/store.h"

#define FINALS_FILE "finals"
#define FINALS_MAX 16 /* only the newest are kept */

/* Reads the recorded ids, newest first, and returns their number; 0 also if the file is not
 * readable. */
size_t finals_read(struct store *s, const char *part_id, char ids_out[FINALS_MAX][ID_SIZE]);

/* Records one more final upload. 0, ERR_NOT_FOUND, ERR_NO_SPACE, ERR_IO. */
int finals_add(struct store *s, const char *part_id, const char *final_id);

#endif
