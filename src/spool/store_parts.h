/* SPDX-License-Identifier: MIT */
/*
 * A file that the worker is still to put together from parts: hard links to them in `parts/` of the
 * upload's folder, so that nothing that becomes of the parts themselves matters any more. Its bytes
 * are stored from the start; what is missing is the file.
 */
#ifndef LOADLINE_STORE_PARTS_H
#define LOADLINE_STORE_PARTS_H

#include "spool/store.h"

#define STORE_PARTS_WEIGHT 20 /* as other stages have by default */
#define STORE_PARTS_FOLDER "parts"

/* Links the data of the upload part_id as the next part of id; index counts from 0. Both locks are
 * held. ERR_NO_SPACE, ERR_IO. */
int store_parts_add(struct store *s, const char *id, unsigned index, const char *part_id);

/* Makes the links last. ERR_IO, ERR_NO_SPACE. */
int store_parts_sync(struct store *s, const char *id);

/* Opens a part of the upload's open folder for reading. ERR_NOT_FOUND after the last one, ERR_IO.
 */
int store_parts_open(int upload_fd, unsigned index, int *fd_out);

/* Removes the links from the upload's open folder, once its file is recorded. */
void store_parts_drop(int upload_fd);

#endif
