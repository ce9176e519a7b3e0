/* SPDX-License-Identifier: MIT */
/*
 * Rebuilds an upload's hash in Redis from the record on disk. Programs that can read the spool call
 * this when the hash is missing.
 */
#ifndef LOADLINE_RESTORE_H
#define LOADLINE_RESTORE_H

#include "progress/progress.h"
#include "spool/store.h"

/* Creates the hash of id from its spool record. 0, also if another process has just created it. A
 * complete but unprocessed upload is queued again. ERR_NOT_FOUND, ERR_REDIS, ERR_IO. */
int restore_upload(struct redis *r, const char *prefix, struct store *s, const char *id);

#endif
