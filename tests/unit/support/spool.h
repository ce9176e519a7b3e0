/* SPDX-License-Identifier: MIT */
/*
 * A spool in a temporary folder for tests of what lives on disk.
 */
#ifndef LOADLINE_SPOOL_H
#define LOADLINE_SPOOL_H

#include "spool/store.h"

/* Makes the folder and opens the store; and takes both away, with all that is in them. */
struct store *spool_begin(void);
void spool_end(struct store **s);

/* A record with a fresh id, a name and two stages, created in the store when s is not NULL. */
void spool_upload(struct store *s, int64_t size, struct upload *out);

#endif
