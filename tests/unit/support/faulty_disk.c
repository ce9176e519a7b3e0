/* SPDX-License-Identifier: MIT */
/*
 * Calls of the C library that a test can make fail. The real ones are reached by their numbers,
 * because the names are ours here. A fortified C library defines some of them inline.
 */
#undef _FORTIFY_SOURCE

#include "tests/unit/support/faulty_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    int fails_after[DISK_WRITE + 1]; /* calls until the one that fails; 0: none fails */
    int errnum[DISK_WRITE + 1];
    size_t max_bytes; /* of a read() or write(); 0: no limit */
    bool has_space;
    const struct statvfs *space;
    char calls[4096];
} disk;

void faulty_disk_reset(void)
{
    memset(&disk, 0, sizeof disk);
}

void faulty_disk_fail(enum disk_call call, int nth, int errnum)
{
    disk.fails_after[call] = nth;
    disk.errnum[call] = errnum;
}

void faulty_disk_limit_bytes(size_t max_bytes)
{
    disk.max_bytes = max_bytes;
}

void faulty_disk_set_space(const struct statvfs *space)
{
    disk.has_space = true;
    disk.space = space;
}

const char *faulty_disk_calls(void)
{
    return disk.calls;
}

static bool disk_fails(enum disk_call call)
{
    if (disk.fails_after[call] == 0 || --disk.fails_after[call] > 0)
        return false;
    errno = disk.errnum[call];
    return true;
}

static void disk_note(const char *what, const char *name)
{
    size_t len = strlen(disk.calls);

    (void)snprintf(disk.calls + len, sizeof disk.calls - len, " %s:%s", what, name);
}

/* Notes the last component of the path of fd. */
static void disk_note_fd(const char *what, int fd)
{
    char link[64], path[1024] = "";

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, path, sizeof path - 1) < 0)
        return;
    const char *slash = strrchr(path, '/');
    disk_note(what, slash != NULL ? slash + 1 : path);
}

int fsync(int fd)
{
    disk_note_fd("sync", fd);
    return disk_fails(DISK_FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    disk_note_fd("sync", fd);
    return disk_fails(DISK_FSYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int unlinkat(int fd, const char *name, int flags)
{
    disk_note("unlink", name);
    return disk_fails(DISK_UNLINK) ? -1 : (int)syscall(SYS_unlinkat, fd, name, flags);
}

static size_t disk_limit(size_t len)
{
    return disk.max_bytes > 0 && len > disk.max_bytes ? disk.max_bytes : len;
}

ssize_t read(int fd, void *bytes, size_t len)
{
    return disk_fails(DISK_READ) ? -1 : syscall(SYS_read, fd, bytes, disk_limit(len));
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    return disk_fails(DISK_WRITE) ? -1 : syscall(SYS_write, fd, bytes, disk_limit(len));
}

int fstatvfs(int fd, struct statvfs *out)
{
    (void)fd;
    if (!disk.has_space || disk.space == NULL) {
        errno = EIO;
        return -1;
    }
    *out = *disk.space;
    return 0;
}

int sync_file_range(int fd, off_t from, off_t length, unsigned flags)
{
    char text[64];

    (void)fd;
    (void)flags;
    (void)snprintf(text, sizeof text, "%lld+%lld", (long long)from, (long long)length);
    disk_note("flush", text);
    return 0;
}
