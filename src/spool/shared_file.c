/* SPDX-License-Identifier: MIT */
/*
 * A file that was replaced is found by its old name for a while. It has no links, or is missing on
 * the server; then the folder is listed, and the name opened again.
 */
#include "spool/shared_file.h"
#include "spool/spool_file.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stddef.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#define TRIES 6 /* at a file that is replaced again and again */
#ifndef CIFS_SUPER_MAGIC
#define CIFS_SUPER_MAGIC 0xFF534D42
#endif
#ifndef SMB2_SUPER_MAGIC
#define SMB2_SUPER_MAGIC 0xFE534D42
#endif
#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

bool shared_file_is_possible(int fd)
{
    static const unsigned kinds[] = {FUSE_SUPER_MAGIC, NFS_SUPER_MAGIC, SMB_SUPER_MAGIC,
                                     CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC};
    struct statfs fs;

    if (fstatfs(fd, &fs) != 0)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if ((unsigned)fs.f_type == kinds[i])
            return true;
    return false;
}

int shared_file_stat(int fd, struct stat *out)
{
    struct statx now;

    memset(out, 0, sizeof *out);
    if (fsync(fd) != 0 ||
        statx(fd, "", AT_EMPTY_PATH | AT_STATX_FORCE_SYNC, STATX_BASIC_STATS, &now) != 0)
        return error_from_errno(errno);
    out->st_dev = makedev(now.stx_dev_major, now.stx_dev_minor);
    out->st_ino = now.stx_ino;
    out->st_mode = now.stx_mode;
    out->st_nlink = now.stx_nlink;
    out->st_size = (off_t)now.stx_size;
    out->st_mtim.tv_sec = now.stx_mtime.tv_sec;
    out->st_mtim.tv_nsec = now.stx_mtime.tv_nsec;
    return 0;
}

static void shared_file_read_names(int folder, bool all)
{
    int fd = openat(folder, ".", DIR_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (d == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while (readdir(d) != NULL && all)
        continue;
    closedir(d);
}

void shared_file_list(int folder)
{
    shared_file_read_names(folder, true);
}

void shared_file_peek(int folder)
{
    shared_file_read_names(folder, false);
}

/* *again_out: the name may be an old one. */
static int shared_file_open_once(int folder, const char *name, int flags, int *fd_out,
                                 bool *again_out)
{
    struct stat st;

    *fd_out = spool_file_open(folder, name, flags);
    *again_out = *fd_out < 0 && (errno == ENOENT || errno == ESTALE);
    if (*fd_out < 0)
        return *again_out ? ERR_NOT_FOUND : error_from_errno(errno);
    int rc = shared_file_stat(*fd_out, &st);
    bool is_gone = rc == 0 ? st.st_nlink == 0 : errno == ESTALE || errno == ENOENT;
    *again_out = is_gone;
    if (rc == 0 && !is_gone)
        return 0;
    close(*fd_out);
    *fd_out = -1;
    return is_gone ? ERR_NOT_FOUND : rc;
}

int shared_file_open(int folder, const char *name, int flags, int *fd_out)
{
    bool again = true;
    int rc = ERR_NOT_FOUND;

    for (int i = 0; again && i < TRIES; i++) {
        if (i > 0)
            shared_file_list(folder);
        rc = shared_file_open_once(folder, name, flags, fd_out, &again);
    }
    return rc;
}
