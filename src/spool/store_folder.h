/* SPDX-License-Identifier: MIT */
/*
 * What the two halves of the store share: work on one upload's open folder. Not for other modules.
 */
#ifndef LOADLINE_STORE_FOLDER_H
#define LOADLINE_STORE_FOLDER_H

#include "spool/store.h"

/* fsync of fd, unless the store is lazy. ERR_NO_SPACE, ERR_IO. */
int store_sync(const struct store *s, int fd);

/* The same of the spool's own folder. */
int store_sync_spool(const struct store *s);

/* Makes the folder in which an upload's own lies, where it is missing, and opens it. ERR_NO_SPACE,
 * ERR_IO. */
int store_make_parent(struct store *s, const char *id, int *fd_out);

/* Replaces info.json in the open folder, synced with the folder. ERR_NO_SPACE, ERR_IO, ERR_NOMEM.
 */
int store_folder_save(const struct store *s, int folder_fd, const struct upload *u);

/* Opens a file of the upload's folder without following links. ERR_NOT_FOUND, ERR_IO. */
int store_open_file(struct store *s, const char *id, const char *name, int flags, int *fd_out);

#endif
