/* SPDX-License-Identifier: MIT */
/*
 * A file that the worker will assemble from parts. The parts are hard links in `parts/` of the
 * upload's folder, so removing the part uploads does no harm. All bytes are stored from the start;
 * only the one file is missing.
 */
#ifndef LOADLINE_STORE_PARTS_H
#define LOADLINE_STORE_PARTS_H

#include "spool/store.h"

#define STORE_PARTS_WEIGHT 20 /* the default of other stages */
#define STORE_PARTS_FOLDER "parts"

/* Links the data of the upload part_id as the next part of id; index counts from 0. Both locks are
 * held. ERR_NO_SPACE, ERR_IO. */
int store_parts_add(struct store *s, const char *id, unsigned index, const char *part_id);

/* Syncs the links to disk. ERR_IO, ERR_NO_SPACE. */
int store_parts_sync(struct store *s, const char *id);

/* Opens a part in the upload's open folder for reading. The caller closes the descriptor.
 * ERR_NOT_FOUND after the last part, ERR_IO. */
int store_parts_open(int upload_fd, unsigned index, int *fd_out);

/* Removes the links from the upload's open folder, after its record says that the file is whole. */
void store_parts_drop(int upload_fd);

#endif
