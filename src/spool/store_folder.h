/* SPDX-License-Identifier: MIT */
/*
 * Work on one upload's open folder, shared by store.c, store_info.c and other files of the spool.
 * On a shared file system the functions that open or read here show what other hosts have changed.
 * Not for other modules.
 */
#ifndef LOADLINE_STORE_FOLDER_H
#define LOADLINE_STORE_FOLDER_H

#include "spool/store.h"

#include <sys/stat.h>

#define STORE_INFO "info.json"

/* The spool's own folder, and whether the store syncs nothing. */
int store_fd(const struct store *s);
bool store_is_lazy(const struct store *s);

/* Syncs fd, unless the store is lazy. ERR_NO_SPACE, ERR_IO. */
int store_sync(const struct store *s, int fd);

/* Syncs the spool's own folder, unless the store is lazy. ERR_NO_SPACE, ERR_IO. */
int store_sync_spool(const struct store *s);

/* Makes the parent folder of an upload's folder if it is missing, and opens it. The caller closes
 * the descriptor. ERR_NO_SPACE, ERR_IO. */
int store_make_parent(struct store *s, const char *id, int *fd_out);

/* Writes all bytes at the position of fd. ERR_NO_SPACE, ERR_IO. */
int store_write_all(int fd, const char *bytes, size_t len);

/* The two steps in which info.json of the open folder is made or replaced: the first writes the new
 * file and syncs it, the second gives it its name and syncs the folder. ERR_NO_SPACE, ERR_IO,
 * ERR_NOMEM. */
int store_folder_write(const struct store *s, int folder_fd, const struct upload *u);
int store_folder_replace(const struct store *s, int folder_fd);

/* Sets in u what the record of a whole file of that size says; its state is the caller's. 0 or
 * ERR_NOMEM. */
int store_mark_complete(struct upload *u, int64_t size);

/* Reads info.json into an empty record. The caller closes the descriptor, which is -1 if there is
 * no file, also on errors. ERR_NOT_FOUND, ERR_IO, ERR_SYNTAX, ERR_NOMEM, ERR_BOUND. */
int store_folder_read(const struct store *s, int folder_fd, int *fd_out, struct upload *out);

/* Fills in what the rest of the folder and the spool tell, as store_load() describes; without
 * counts as store_peek(). ERR_SYNTAX if the record is of another upload; ERR_NOT_FOUND, ERR_IO,
 * ERR_NOMEM. */
int store_folder_measure(const struct store *s, int folder_fd, const char *id, bool counts,
                         struct upload *u);

/* Opens a file in an open folder, without following links. The caller closes the descriptor.
 * ERR_NOT_FOUND, ERR_IO. */
int store_folder_open(const struct store *s, int folder_fd, const char *name, int flags,
                      int *fd_out);

/* Like fstat() and fstatat(). ERR_NOT_FOUND, ERR_IO. */
int store_stat(const struct store *s, int fd, struct stat *out);
int store_folder_stat(const struct store *s, int folder_fd, const char *name, struct stat *out);

/* Removes the upload's folder, which may be gone. ERR_EXISTS if it is not empty, ERR_IO. */
int store_folder_unlink(struct store *s, const char *id);

/* On a shared file system, after a name was not found in the open folder: the folder may be an old
 * one of an upload that was made again. Replaces *fd by the folder of now. False: the file system
 * is not shared, or there is no such folder; *fd is -1 then if it was closed. */
bool store_reopen_folder(struct store *s, const char *id, int *fd);

/* Opens a file of the upload's folder without following links. The caller closes the descriptor.
 * ERR_NOT_FOUND, ERR_IO. */
int store_open_file(struct store *s, const char *id, const char *name, int flags, int *fd_out);

#endif
