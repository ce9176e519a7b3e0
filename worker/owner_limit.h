/* SPDX-License-Identifier: MIT */
/*
 * At most so many jobs of one owner at once, in all workers of a spool: each holds the lock of one
 * of the owner's files in <spool>/turns, which the kernel frees with the process, however that
 * ends.
 */
#ifndef LOADLINE_OWNER_LIMIT_H
#define LOADLINE_OWNER_LIMIT_H

#include "spool/store.h"

#include <stdint.h>

/* Takes a turn for a job of owner, of which there are count. *fd_out holds it until it is closed;
 * -1 where none is needed: owner NULL, or count 0. ERR_BUSY: all are taken; ERR_IO. */
int owner_limit_take(struct store *s, const char *owner, int64_t count, int *fd_out);

#endif
