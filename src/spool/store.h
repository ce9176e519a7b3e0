/* SPDX-License-Identifier: MIT */
/*
 * The spool: the authoritative state of every upload. <spool>/<id[0..1]>/<id>/ holds lock, data,
 * info.json and out/. Only ids that passed id_valid() become paths, and every step is openat() with
 * O_NOFOLLOW. All writes, renames and removals need the upload's lock (lock.h), except in
 * store_create() and store_create_whole(), whose folder no other process knows yet, and in
 * new_piece.h, where only whole pieces appear.
 */
#ifndef LOADLINE_STORE_H
#define LOADLINE_STORE_H

#include "upload/upload.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

/* Opens the spool folder. With create, makes it (mode 2770, less the umask) and its identity
 * (identity.h). Without create, a folder that lacks the file is rejected. The caller closes the
 * store with store_close(). ERR_CONFIG, ERR_IO, ERR_NOMEM; errno has the reason. */
int store_open(const char *path, bool create, struct store **out);
void store_close(struct store **s);

/* Turns off syncing (durability = none): a power cut may then lose acknowledged data. */
void store_set_lazy(struct store *s);

/* Whether other hosts may write to the spool too, through a file system that caches. store_open()
 * finds out by the kind of the file system; store_set_shared() says it. Then all reads ask the
 * server, durability = none syncs nevertheless, and locks lie on ranges of bytes (lock.h). All
 * programs of a spool must agree. */
bool store_is_shared(const struct store *s);
void store_set_shared(struct store *s, bool is_shared);

/* The absolute path that the store was opened with. It belongs to the store. */
const char *store_path(const struct store *s);

/* Writes the spool's identity; "" if no program that makes it has opened the spool yet. */
void store_identity(const struct store *s, char spool_out[SPOOL_ID_SIZE]);

/* The number of the identity's file, which differs in a copy of the spool; 0: not known. */
uint64_t store_identity_file(const struct store *s);

/* Makes the folder, lock, empty data and info.json of u, and syncs everything up to the spool. On
 * failure nothing of it remains. ERR_EXISTS, ERR_NO_SPACE, ERR_IO. */
int store_create(struct store *s, const struct upload *u);

/* The same for an upload of which all bytes are here: stores them and records it as complete, at
 * once. Sets in u what store_finish() sets. ERR_NOMEM too. */
int store_create_whole(struct store *s, struct upload *u, const char *bytes, size_t length);

/* Reads the record into an uninitialised one, which the caller frees with upload_free(). For an
 * incomplete upload `received` comes from the length of data, `ahead` from its pieces, and
 * `expires_at` from the time of the last of them. `spool` is the spool in which the folder lies
 * now. ERR_NOT_FOUND, ERR_IO, ERR_SYNTAX, ERR_NOMEM, ERR_BOUND; the record is empty then. */
int store_load(struct store *s, const char *id, struct upload *out);

/* Like store_load(), but counts no pieces, which takes long if there are many: `ahead` is 0, or 1
 * if pieces are all that is stored. */
int store_peek(struct store *s, const char *id, struct upload *out);

/* The length of data, also of unverified bytes; -1 if it cannot be read. */
int64_t store_data_length(struct store *s, const char *id);

/* Replaces info.json (write, fsync, rename, fsync of the folder). ERR_NO_SPACE, ERR_IO, ERR_NOMEM.
 * Do not retry a failed fsync. */
int store_save(struct store *s, const struct upload *u);

/* Syncs data, then saves u as complete: after 0 no power cut loses it. Sets complete, size,
 * received, expires_at and location in u. data_fd is data, open for writing. After a failed fsync
 * of data ERR_IO or ERR_NO_SPACE; data is then empty, and received 0. */
int store_finish(struct store *s, struct upload *u, int data_fd);

/* To call after bytes from..to were written to data. Once they complete a stretch, it asks the
 * kernel to start writing it to disk, so that the final fsync has little left to do. It may wait
 * for a busy disk. The fsync reports failures. */
void store_write_behind(const struct store *s, int data_fd, int64_t from, int64_t to);

/* Opens the data file. With for_write, which needs the upload's lock, the caller uses pwrite(); the
 * position is not set. The caller ends with store_close_data(). On a shared file system a writer
 * also locks the file: a dead writer's lock goes only after its last write. ERR_NOT_FOUND, ERR_IO;
 * ERR_LOCKED if a dead writer's lock did not go. */
int store_open_data(struct store *s, const char *id, bool for_write, int *fd_out);

/* Closes the data file and sets *fd to -1, which is fine too. On a shared file system the other
 * hosts see what was written afterwards. */
void store_close_data(const struct store *s, int *fd);

/* Opens the lock file O_RDWR; the caller closes the descriptor. store_is_lock() tells whether fd is
 * still the file at that path. */
int store_open_lock(struct store *s, const char *id, int *fd_out);
bool store_is_lock(struct store *s, const char *id, int fd);

/* Opens the upload's own folder (O_DIRECTORY, without O_PATH). The caller closes the descriptor.
 * ERR_NOT_FOUND, ERR_IO. */
int store_open_folder(struct store *s, const char *id, int *fd_out);

/* Changes the id, so that its folder will lie in the outer folder in which that of other lies. */
void store_place_beside(char id[ID_SIZE], const char *other);

/* Removes the data file of an upload that was delivered elsewhere. 0 also if it is already gone.
 * ERR_IO. */
int store_drop_data(struct store *s, const char *id);

/* Writes the absolute path of the data file to buf, for programs that take a path. ERR_BOUND. */
int store_data_path(const struct store *s, const char *id, char *buf, size_t size);

/* Removes only info.json: from then on the upload does not exist. store_remove() removes the rest.
 * 0 also if it is gone. ERR_NOT_FOUND without the folder, ERR_IO. */
int store_forget(struct store *s, const char *id);

/* Removes the upload: info.json first (then the upload no longer exists), lock last. Can be
 * repeated after a failure. ERR_NOT_FOUND if there is nothing. */
int store_remove(struct store *s, const char *id);

/* Calls fn for each id in the spool, in the order of their first two digits, until it returns
 * non-zero. Returns that result, 0 or ERR_IO. */
int store_each(struct store *s, int (*fn)(void *arg, const char *id), void *arg);

/* Bytes that are free for our user on the spool's file system. ERR_IO. */
int store_free_bytes(const struct store *s, int64_t *bytes_out);

/* Number of files that may still be made while as many inodes stay free as match min_free_bytes;
 * negative if there are too many files already. INT64_MAX if the file system does not count files.
 * ERR_IO. */
int store_files_left(const struct store *s, int64_t min_free_bytes, int64_t *files_out);
/* Files of one upload: folders, lock, data, info.json and its replacement, and results of stages.
 */
#define STORE_UPLOAD_FILES 8

/* Size in bytes of the spool's file system. ERR_IO. */
int store_whole_bytes(const struct store *s, int64_t *bytes_out);

#endif
