/* SPDX-License-Identifier: MIT */
/*
 * A spool in a temporary folder, for tests of files on disk.
 */
#ifndef LOADLINE_SPOOL_H
#define LOADLINE_SPOOL_H

#include "spool/store.h"

/* spool_begin() creates the folder and opens the store; spool_end() closes it and removes the
 * folder with its contents. */
struct store *spool_begin(void);
void spool_end(struct store **s);

/* Fills out with a new id, a name and two stages, and creates the upload in s unless s is NULL. The
 * caller frees out. */
void spool_upload(struct store *s, int64_t size, struct upload *out);

/* Append text to the upload's data; record all that is there as complete. */
void spool_append(struct store *s, const struct upload *u, const char *text);
void spool_finish(struct store *s, struct upload *u);

#endif
