/* SPDX-License-Identifier: MIT */
/*
 * The space of the spool's file system.
 */
#include "spool/store_folder.h"

#include "base/error.h"

#include <errno.h>
#include <sys/statvfs.h>

#define BYTES_PER_FILE (16 * 1024) /* as mke2fs does by default (inode_ratio) */
#define KEPT_FILES_SHARE 20        /* at most one in this many files is kept free */

int store_free_bytes(const struct store *s, int64_t *bytes_out)
{
    struct statvfs v;

    if (fstatvfs(store_fd(s), &v) != 0)
        return error_io(errno);
    *bytes_out = (int64_t)(v.f_bavail * v.f_frsize);
    return 0;
}

int store_whole_bytes(const struct store *s, int64_t *bytes_out)
{
    struct statvfs v;

    if (fstatvfs(store_fd(s), &v) != 0)
        return error_io(errno);
    *bytes_out = (int64_t)(v.f_blocks * v.f_frsize);
    return 0;
}

int store_files_left(const struct store *s, int64_t min_free_bytes, int64_t *files_out)
{
    struct statvfs v;

    *files_out = INT64_MAX;
    if (fstatvfs(store_fd(s), &v) != 0)
        return error_io(errno);
    if (v.f_files == 0)
        return 0;
    int64_t kept = min_free_bytes / BYTES_PER_FILE, most = (int64_t)v.f_files / KEPT_FILES_SHARE;
    *files_out = (int64_t)v.f_favail - (kept < most ? kept : most);
    return 0;
}
