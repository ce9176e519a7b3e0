/* SPDX-License-Identifier: MIT */
/*
 * Uses copy_file_range(), and a buffer where the kernel does not support it.
 */
#include "base/copy.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER_BYTES 131072

/* Whether the errno means that the kernel cannot copy between these files. */
static int is_unsupported(int errnum)
{
    return errnum == ENOSYS || errnum == EXDEV || errnum == EINVAL || errnum == EOPNOTSUPP ||
           errnum == EPERM;
}

static ssize_t copy_by_hand(int from_fd, int64_t from, int to_fd, int64_t to, size_t len)
{
    char *buffer = malloc(BUFFER_BYTES);

    if (buffer == NULL)
        return -1;
    ssize_t n = pread(from_fd, buffer, len < BUFFER_BYTES ? len : BUFFER_BYTES, (off_t)from);
    if (n > 0)
        n = pwrite(to_fd, buffer, (size_t)n, (off_t)to);
    int saved = errno;
    free(buffer);
    errno = saved;
    return n;
}

ssize_t copy_step(int from_fd, int64_t from, int to_fd, int64_t to, int64_t len)
{
    size_t step = (size_t)(len < COPY_STEP_BYTES ? len : COPY_STEP_BYTES);
    off64_t source = from, target = to;
    ssize_t n;

    do {
        n = copy_file_range(from_fd, &source, to_fd, &target, step, 0);
        if (n < 0 && is_unsupported(errno))
            n = copy_by_hand(from_fd, from, to_fd, to, step);
    } while (n < 0 && errno == EINTR);
    return n;
}
