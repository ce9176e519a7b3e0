/* SPDX-License-Identifier: MIT */
/*
 * The lists of uploads by time: unfinished ones by their last change, ended and failed ones by when
 * they ended (src/scripts/advance.lua keeps the newest). For people who look for an upload; ids
 * whose documents Redis no longer has may be among them.
 */
#ifndef LOADLINE_PROGRESS_LIST_H
#define LOADLINE_PROGRESS_LIST_H

#include "progress/progress.h"

/* Calls fn for the newest of a list (PROGRESS_ACTIVE, PROGRESS_ENDED or PROGRESS_FAILED), newest
 * first, at most limit, that are not older than since_ms (wall clock). 0 or ERR_REDIS. */
int progress_list(struct redis *r, const char *prefix, enum progress_key which, int64_t since_ms,
                  int limit, void (*fn)(void *arg, const char *id, int64_t at_ms), void *arg);

/* Reads the owners of n ids (64 at most) in one round trip; calls fn per id in order, with owner
 * NULL if it has none or Redis does not know the upload. 0 or ERR_REDIS. */
int progress_list_owners(struct redis *r, const char *prefix, const char *const *ids, size_t n,
                         void (*fn)(void *arg, size_t place, const char *owner), void *arg);

#endif
