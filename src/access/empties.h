/* SPDX-License-Identifier: MIT */
/*
 * Limits each client's empty uploads, in this process: uploads that have no byte yet. A normal
 * client sends soon after it creates, so many empty uploads only fill the spool.
 */
#ifndef LOADLINE_EMPTIES_H
#define LOADLINE_EMPTIES_H

#include <stdbool.h>
#include <stdint.h>

struct empties;

/* Allows per_client empty uploads for each client; 0: no limit. An upload is dropped from the count
 * after keep_ms, when it has expired; 0: never. The caller frees the result. NULL when out of
 * memory. */
struct empties *empties_new(int64_t per_client, int64_t keep_ms);
void empties_free(struct empties **e);

/* Counts an upload for the client at now_ms (monotonic). False if the client has reached its limit;
 * nothing is counted then. */
bool empties_take(struct empties *e, const char *client, const char *id, int64_t now_ms);

/* Stops counting an upload that has a byte or was removed. An unknown id is no error. */
void empties_leave(struct empties *e, const char *id);

#endif
