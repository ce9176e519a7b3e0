/* SPDX-License-Identifier: MIT */
/*
 * The spool: the truth about every upload. <spool>/<id[0..1]>/<id>/ holds lock, data, info.json
 * and out/. Only ids that passed id_valid() become paths, and every step is openat with O_NOFOLLOW.
 * Nothing below is written, renamed or unlinked without the upload's lock (lock.h), but for
 * store_create, whose folder nobody else knows yet.
 */
#ifndef LOADLINE_STORE_H
#define LOADLINE_STORE_H

#include "upload/upload.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

/* Opens the spool folder. With create it is made (2770, less the umask) and given its identity file
 * `.loadline`; without it, a folder that lacks one is refused. ERR_CONFIG, ERR_IO, ERR_NOMEM, and
 * errno says why. */
int store_open(const char *path, bool create, struct store **out);
void store_close(struct store **s);

/* From now on nothing is synced (durability = none): a power cut may lose what was answered. */
void store_set_lazy(struct store *s);

/* The absolute path the store was opened with. */
const char *store_path(const struct store *s);

/* Makes folder, lock, empty data and info.json of u, and syncs all up to the spool. ERR_EXISTS,
 * ERR_NO_SPACE, ERR_IO. On failure nothing of it remains. */
int store_create(struct store *s, const struct upload *u);

/* Reads the record: info.json, and for an upload that is not complete `received` from data's length
 * and `expires_at` from its time. Fills an uninitialised record. ERR_NOT_FOUND, ERR_IO, ERR_SYNTAX.
 */
int store_load(struct store *s, const char *id, struct upload *out);

/* Replaces info.json (write, fsync, rename, fsync of the folder). ERR_NO_SPACE, ERR_IO; final. */
int store_save(struct store *s, const struct upload *u);

/* fsyncs data, then saves u as complete: after 0 no power cut loses it. Sets complete, size,
 * received and location in u. data_fd is data's, open for writing. A failed fsync is final: ERR_IO.
 */
int store_finish(struct store *s, struct upload *u, int data_fd);

/* Bytes from..to were just written into data: where they complete a stretch, the kernel is asked to
 * begin writing that to the disk, so that the fsync at the end finds little left to do. It may wait
 * for a busy disk; what fails, the fsync tells. */
void store_write_behind(const struct store *s, int data_fd, int64_t from, int64_t to);

/* Opens the data file: for_write positions nothing (use pwrite). ERR_NOT_FOUND, ERR_IO. */
int store_open_data(struct store *s, const char *id, bool for_write, int *fd_out);

/* Opens the lock file O_RDWR; and tells whether fd still is the file of that path. */
int store_open_lock(struct store *s, const char *id, int *fd_out);
bool store_is_lock(struct store *s, const char *id, int fd);

/* Opens the upload's own folder (O_PATH-free, O_DIRECTORY). ERR_NOT_FOUND, ERR_IO. */
int store_open_folder(struct store *s, const char *id, int *fd_out);

/* Removes the data file of an upload that was delivered elsewhere. 0 also where it is gone. ERR_IO.
 */
int store_drop_data(struct store *s, const char *id);

/* Absolute path of the data file into buf, for programs that are given a path. ERR_BOUND. */
int store_data_path(const struct store *s, const char *id, char *buf, size_t size);

/* Removes the upload: info.json first (then it does not exist any more), lock last. Repeats
 * safely. ERR_NOT_FOUND where nothing is there. */
int store_remove(struct store *s, const char *id);

/* Calls fn for each id in the spool, in no order, until it returns non-zero; returns that, 0 or
 * ERR_IO. */
int store_each(struct store *s, int (*fn)(void *arg, const char *id), void *arg);

/* Bytes free for us on the spool's file system. ERR_IO. */
int store_free_bytes(const struct store *s, int64_t *bytes_out);

/* How many files more may be made there, when as many stay free as go with so many free bytes;
 * below 0: too many are there. INT64_MAX where the file system does not count them. ERR_IO. */
int store_files_left(const struct store *s, int64_t min_free_bytes, int64_t *files_out);
/* Of one upload: folders, lock, data, info.json and the next one, what stages leave. */
#define STORE_UPLOAD_FILES 8

/* Bytes that the spool's file system has room for when it is empty. ERR_IO. */
int store_whole_bytes(const struct store *s, int64_t *bytes_out);

#endif
