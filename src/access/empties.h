/* SPDX-License-Identifier: MIT */
/*
 * Uploads that no byte has come for, and how many of them each client has, in this process. An
 * honest client sends soon after it began, so many of them are files that only fill the spool.
 */
#ifndef LOADLINE_EMPTIES_H
#define LOADLINE_EMPTIES_H

#include <stdbool.h>
#include <stdint.h>

struct empties;

/* So many for each client; 0: no limit. Each is forgotten after keep_ms, when it has expired; 0:
 * never. NULL when out of memory. */
struct empties *empties_new(int64_t per_client, int64_t keep_ms);
void empties_free(struct empties **e);

/* Counts the upload for the client at that time (monotonic). False: the client has as many as it
 * may, and nothing is counted. */
bool empties_take(struct empties *e, const char *client, const char *id, int64_t now_ms);

/* A byte has come for it, or it is gone. An upload that is not known is no error. */
void empties_leave(struct empties *e, const char *id);

#endif
