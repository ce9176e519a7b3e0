/* SPDX-License-Identifier: MIT */
/*
 * Work on one upload's open folder, shared by store.c, store_info.c and other files of the spool.
 * Not for other modules.
 */
#ifndef LOADLINE_STORE_FOLDER_H
#define LOADLINE_STORE_FOLDER_H

#include "spool/store.h"

/* Syncs fd, unless the store is lazy. ERR_NO_SPACE, ERR_IO. */
int store_sync(const struct store *s, int fd);

/* Syncs the spool's own folder, unless the store is lazy. ERR_NO_SPACE, ERR_IO. */
int store_sync_spool(const struct store *s);

/* Makes the parent folder of an upload's folder if it is missing, and opens it. The caller closes
 * the descriptor. ERR_NO_SPACE, ERR_IO. */
int store_make_parent(struct store *s, const char *id, int *fd_out);

/* Replaces info.json in the open folder and syncs both. ERR_NO_SPACE, ERR_IO, ERR_NOMEM. */
int store_folder_save(const struct store *s, int folder_fd, const struct upload *u);

/* Opens a file of the upload's folder without following links. The caller closes the descriptor.
 * ERR_NOT_FOUND, ERR_IO. */
int store_open_file(struct store *s, const char *id, const char *name, int flags, int *fd_out);

#endif
