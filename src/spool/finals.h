/* SPDX-License-Identifier: MIT */
/*
 * Which final uploads were made with an upload as their first part: noted in its folder, so that
 * who asks for one again because the answer was lost is answered with the one that there is. Under
 * the part's lock.
 */
#ifndef LOADLINE_FINALS_H
#define LOADLINE_FINALS_H

#include "base/id.h"
#include "spool/store.h"

#define FINALS_FILE "finals"
#define FINALS_MAX 16 /* the newest are kept */

/* Reads the ids that are noted, the newest first, and returns how many; 0 also where they cannot be
 * read. */
size_t finals_read(struct store *s, const char *part_id, char ids_out[FINALS_MAX][ID_SIZE]);

/* Notes one more. ERR_NOT_FOUND, ERR_NO_SPACE, ERR_IO. */
int finals_add(struct store *s, const char *part_id, const char *final_id);

#endif
