/* SPDX-License-Identifier: MIT */
/*
 * Files that other hosts change. A client of a network file system answers questions about a file,
 * and opens a name, from what it has seen before. It forgets the attributes of a file with fsync(),
 * and the names of a folder when it lists the folder (measured: doc/decisions.md).
 */
#ifndef LOADLINE_SHARED_FILE_H
#define LOADLINE_SHARED_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

/* Whether fd lies on a file system that may be shared with other hosts and caches: one of FUSE
 * (GlusterFS), NFS or SMB. */
bool shared_file_is_possible(int fd);

/* Like fstat(), but asks the server. Fills size, links, mode, modification time, device and inode.
 * An error of error_from_errno(). */
int shared_file_stat(int fd, struct stat *out);

/* Makes the names of a folder fresh: reads all of them. */
void shared_file_list(int folder);

/* Makes names visible that were not there before, on NFS: reads the first one. Others do not keep
 * that a name was missing. */
void shared_file_peek(int folder);

/* Opens the file that has this name now, without following links, and makes its attributes fresh.
 * The caller closes the descriptor. ERR_NOT_FOUND, ERR_IO or another error of
 * error_from_errno(). */
int shared_file_open(int folder, const char *name, int flags, int *fd_out);

#endif
