/* SPDX-License-Identifier: MIT */
/*
 * The type is known only after opening, so that nobody can change the name in between.
 */
#include "spool/spool_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

static bool spool_file_is_ours(int fd)
{
    struct stat st;

    return fstat(fd, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode);
}

int spool_file_open(int folder, const char *name, int flags)
{
    const int always = O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(folder, name, flags | always | O_NONBLOCK, SPOOL_FILE_MODE);

    /* A file server gives back its lease on the file, which only a regular file can have. */
    if (fd < 0 && errno == EWOULDBLOCK)
        return openat(folder, name, flags | always, SPOOL_FILE_MODE);
    if (fd < 0)
        return -1;
    if (!spool_file_is_ours(fd)) {
        close(fd);
        errno = ENXIO;
        return -1;
    }
    (void)fcntl(fd, F_SETFL, flags & O_APPEND);
    return fd;
}
