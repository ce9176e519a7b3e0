/* SPDX-License-Identifier: MIT */
/*
 * Finishes an upload whose bytes are all stored, after every process that knew it has died before
 * the record said so, or its disk was full just then. Its client may never ask again.
 */
#ifndef LOADLINE_FINISHING_H
#define LOADLINE_FINISHING_H

#include "upkeep/joining.h"

/* Whether the upload, as loaded with its pieces counted, is to be finished. */
bool finishing_is_due(const struct upload *u);

/* If no other process holds the lock and it is still due: appends the pieces, records the upload as
 * complete and queued (or done, without stages), and calls tell() after the lock is released; after
 * a part it settles the final uploads. A piece that contradicts others is dropped, and then the
 * upload waits for its client. Returns 0, also if nothing was to do; ERR_LOCKED, ERR_NOT_FOUND,
 * ERR_NO_SPACE, ERR_IO or ERR_NOMEM: then the next walk tries again. */
int finishing_settle(const struct joining *j, const char *id);

#endif
