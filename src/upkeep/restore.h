/* SPDX-License-Identifier: MIT */
/*
 * Rebuilds in Redis what Redis lost, from the truth on disk: whoever can read the spool and meets a
 * missing hash calls this.
 */
#ifndef LOADLINE_RESTORE_H
#define LOADLINE_RESTORE_H

#include "progress/progress.h"
#include "spool/store.h"

/* Creates the hash of id from its spool record, where there is one. 0 also when somebody else was
 * faster. A complete upload that is not processed yet is queued again by it. ERR_NOT_FOUND,
 * ERR_REDIS, ERR_IO. */
int restore_upload(struct redis *r, const char *prefix, struct store *s, const char *id);

#endif
