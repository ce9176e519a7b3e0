/* SPDX-License-Identifier: MIT */
/*
 * The file of a final upload whose parts are complete. For joining.c.
 */
#ifndef LOADLINE_JOINING_FILE_H
#define LOADLINE_JOINING_FILE_H

#include "config/config.h"
#include "spool/store_parts.h"

/* Copies the parts into the file, by the kernel if possible, and records the upload as complete:
 * queued, or done without stages. What an interrupted attempt left is overwritten. The caller holds
 * the lock. 0; ERR_NO_SPACE, ERR_IO or ERR_NOMEM, and then the record is as before. */
int joining_file_copy(struct store *s, const struct config *c, struct upload *u);

/* Links the parts for the worker's stage and records the upload as queued. Otherwise like
 * joining_file_copy(). */
int joining_file_link(struct store *s, struct upload *u);

/* Counts the time to live of the upload from now on. */
void joining_file_touch(struct store *s, const char *id);

#endif
