/* SPDX-License-Identifier: MIT */
/*
 * Limits the number of jobs of one owner that run at once, across all workers of a spool. Each job
 * locks one of the owner's files in <spool>/turns; the kernel releases the lock with the process.
 */
#ifndef LOADLINE_OWNER_LIMIT_H
#define LOADLINE_OWNER_LIMIT_H

#include "spool/store.h"

#include <stdint.h>

/* Takes one of the count turns of the owner. *fd_out holds the turn until the caller closes it; -1
 * if none is needed (owner NULL, or count 0). Returns 0, ERR_BUSY if all are taken, or ERR_IO. */
int owner_limit_take(struct store *s, const char *owner, int64_t count, int *fd_out);

#endif
