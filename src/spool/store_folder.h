/* SPDX-License-Identifier: MIT */
/*
 * Work on one upload's open folder, shared by store.c, store_info.c and other files of the spool.
 * Not for other modules.
 */
#ifndef LOADLINE_STORE_FOLDER_H
#define LOADLINE_STORE_FOLDER_H

#include "spool/store.h"

#define STORE_INFO "info.json"

/* Syncs fd, unless the store is lazy. ERR_NO_SPACE, ERR_IO. */
int store_sync(const struct store *s, int fd);

/* Syncs the spool's own folder, unless the store is lazy. ERR_NO_SPACE, ERR_IO. */
int store_sync_spool(const struct store *s);

/* Makes the parent folder of an upload's folder if it is missing, and opens it. The caller closes
 * the descriptor. ERR_NO_SPACE, ERR_IO. */
int store_make_parent(struct store *s, const char *id, int *fd_out);

/* Replaces info.json in the open folder and syncs both. ERR_NO_SPACE, ERR_IO, ERR_NOMEM. */
int store_folder_save(const struct store *s, int folder_fd, const struct upload *u);

/* Reads info.json into an empty record. The caller closes the descriptor, which is -1 if there is
 * no file, also on errors. ERR_NOT_FOUND, ERR_IO, ERR_SYNTAX, ERR_NOMEM, ERR_BOUND. */
int store_folder_read(int folder_fd, int *fd_out, struct upload *out);

/* Fills in what the rest of the folder and the spool tell, as store_load() describes; without
 * counts as store_peek(). ERR_SYNTAX if the record is of another upload; ERR_NOT_FOUND, ERR_IO,
 * ERR_NOMEM. */
int store_folder_measure(const struct store *s, int folder_fd, const char *id, bool counts,
                         struct upload *u);

/* Opens a file of the upload's folder without following links. The caller closes the descriptor.
 * ERR_NOT_FOUND, ERR_IO. */
int store_open_file(struct store *s, const char *id, const char *name, int flags, int *fd_out);

#endif
