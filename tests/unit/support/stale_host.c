/* SPDX-License-Identifier: MIT */
/*
 * What the stale host has seen of a file is kept by its inode, and what it has seen under a name is
 * kept as a descriptor. A fortified C library defines some of the calls inline.
 */
#undef _FORTIFY_SOURCE

#include "tests/unit/support/stale_host.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SEEN_MAX 64

struct seen_name {
    ino_t folder;
    char name[64];
    int fd; /* O_PATH; -1: free */
};

static struct {
    bool is_on;
    struct stat files[SEEN_MAX];
    size_t file_count;
    struct seen_name names[SEEN_MAX];
    size_t name_count;
    int syncs, listings;
} host;

static int stale_real_stat(int fd, const char *name, struct stat *out, int flags)
{
    return (int)syscall(SYS_newfstatat, fd, name, out, flags);
}

static ino_t stale_inode(int fd)
{
    struct stat st = {0};

    (void)stale_real_stat(fd, "", &st, AT_EMPTY_PATH);
    return st.st_ino;
}

void stale_host_begin(void)
{
    host.is_on = true;
}

void stale_host_end(void)
{
    for (size_t i = 0; i < host.name_count; i++)
        close(host.names[i].fd);
    memset(&host, 0, sizeof host);
}

void stale_host_leave(void)
{
    host.is_on = false;
}

void stale_host_enter(void)
{
    host.is_on = true;
}

int stale_host_syncs(void)
{
    return host.syncs;
}

int stale_host_listings(void)
{
    return host.listings;
}

/* --- attributes --- */

static struct stat *stale_seen(ino_t inode)
{
    for (size_t i = 0; i < host.file_count; i++)
        if (host.files[i].st_ino == inode)
            return &host.files[i];
    return NULL;
}

/* Replaces what the server says by what has been seen. */
static void stale_attributes(struct stat *st)
{
    const struct stat *seen = stale_seen(st->st_ino);

    if (!host.is_on || !S_ISREG(st->st_mode))
        return;
    if (seen != NULL)
        *st = *seen;
    else if (host.file_count < SEEN_MAX)
        host.files[host.file_count++] = *st;
}

int fstat(int fd, struct stat *out)
{
    if (stale_real_stat(fd, "", out, AT_EMPTY_PATH) != 0)
        return -1;
    stale_attributes(out);
    return 0;
}

int statx(int fd, const char *name, int flags, unsigned mask, struct statx *out)
{
    struct stat st;

    if (syscall(SYS_statx, fd, name, flags, mask, out) != 0)
        return -1;
    if (stale_real_stat(fd, name, &st, flags & (AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) != 0)
        return -1;
    stale_attributes(&st);
    out->stx_size = (unsigned long long)st.st_size;
    out->stx_nlink = (unsigned)st.st_nlink;
    out->stx_mtime.tv_sec = st.st_mtim.tv_sec;
    out->stx_mtime.tv_nsec = (unsigned)st.st_mtim.tv_nsec;
    return 0;
}

int fsync(int fd)
{
    struct stat st;

    if (host.is_on) {
        host.syncs++;
        struct stat *seen = stale_seen(stale_inode(fd));
        if (seen != NULL && stale_real_stat(fd, "", &st, AT_EMPTY_PATH) == 0)
            *seen = st;
    }
    return (int)syscall(SYS_fsync, fd);
}

/* --- names --- */

static struct seen_name *stale_find_name(ino_t folder, const char *name)
{
    for (size_t i = 0; i < host.name_count; i++)
        if (host.names[i].folder == folder && strcmp(host.names[i].name, name) == 0)
            return &host.names[i];
    return NULL;
}

static void stale_note_name(int folder, const char *name)
{
    if (host.name_count == SEEN_MAX)
        return;
    int fd = (int)syscall(SYS_openat, folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0)
        return;
    struct seen_name *seen = &host.names[host.name_count++];
    *seen = (struct seen_name){.folder = stale_inode(folder), .fd = fd};
    (void)snprintf(seen->name, sizeof seen->name, "%s", name);
}

/* Returns the descriptor of the file that the host believes to be there, or -1 if it has not seen
 * the name. */
static int stale_look_up(int folder, const char *name)
{
    if (!host.is_on || name[0] == '/' || strcmp(name, ".") == 0)
        return -1;
    const struct seen_name *seen = stale_find_name(stale_inode(folder), name);
    if (seen == NULL)
        stale_note_name(folder, name);
    return seen != NULL ? seen->fd : -1;
}

int openat(int folder, const char *name, int flags, ...)
{
    char path[64];
    mode_t mode = 0;
    va_list more;

    va_start(more, flags);
    if ((flags & O_CREAT) != 0)
        mode = va_arg(more, mode_t);
    va_end(more);
    int seen = (flags & O_CREAT) != 0 ? -1 : stale_look_up(folder, name);
    if (seen < 0)
        return (int)syscall(SYS_openat, folder, name, flags, mode);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", seen);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags & ~O_NOFOLLOW, 0);
}

/* What a fortified openat() without a mode is, by the size of file offsets. */
int __openat_2(int folder, const char *name, int flags);
int __openat_2(int folder, const char *name, int flags)
{
    return openat(folder, name, flags);
}

int __openat64_2(int folder, const char *name, int flags);
int __openat64_2(int folder, const char *name, int flags)
{
    return openat(folder, name, flags);
}

int fstatat(int folder, const char *restrict name, struct stat *restrict out, int flags)
{
    int seen = stale_look_up(folder, name);

    if (seen >= 0 ? stale_real_stat(seen, "", out, AT_EMPTY_PATH) != 0
                  : stale_real_stat(folder, name, out, flags) != 0)
        return -1;
    stale_attributes(out);
    return 0;
}

DIR *fdopendir(int fd)
{
    DIR *(*real)(int);

    *(void **)&real = dlsym(RTLD_NEXT, "fdopendir");
    if (host.is_on) {
        ino_t folder = stale_inode(fd);
        host.listings++;
        for (size_t i = 0; i < host.name_count; i++)
            if (host.names[i].folder == folder) {
                close(host.names[i].fd);
                host.names[i--] = host.names[--host.name_count];
            }
    }
    return real(fd);
}
