/* SPDX-License-Identifier: MIT */
/*
 * Bytes that are on the disk already. The kernel copies them, or shares them where the file system can;
 * where it can do neither they go through a buffer.
 */
#include "intake_parts.h"

#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define STEP_BYTES (INT64_C(8) << 20) /* between two looks at the counters */
#define BUFFER_BYTES 131072

/* Whether this failure says that the kernel does not do it here. */
static bool is_unsupported(int errnum)
{
    return errnum == ENOSYS || errnum == EXDEV || errnum == EINVAL || errnum == EOPNOTSUPP ||
           errnum == EPERM;
}

/* By the kernel: bytes copied, 0 at from's end, negative with errno. */
static ssize_t copy_by_kernel(const struct intake *in, int from_fd, int64_t from, int64_t len)
{
    off64_t source = from, target = intake_end_offset(in);

    return copy_file_range(from_fd, &source, in->fd, &target,
                           (size_t)(len < STEP_BYTES ? len : STEP_BYTES), 0);
}

/* The same through a buffer. */
static ssize_t copy_by_hand(const struct intake *in, int from_fd, int64_t from, int64_t len)
{
    char *buffer = malloc(BUFFER_BYTES);

    if (buffer == NULL)
        return -1;
    ssize_t n =
        pread(from_fd, buffer, (size_t)(len < BUFFER_BYTES ? len : BUFFER_BYTES), (off_t)from);
    if (n > 0)
        n = pwrite(in->fd, buffer, (size_t)n, (off_t)intake_end_offset(in));
    int saved = errno;
    free(buffer);
    errno = saved;
    return n;
}

int intake_copy(struct intake *in, int from_fd, int64_t len)
{
    bool by_hand = false;
    int64_t done = 0;
    int rc = intake_admit(in, len);

    while (rc == 0 && done < len) {
        ssize_t n = by_hand ? copy_by_hand(in, from_fd, done, len - done)
                            : copy_by_kernel(in, from_fd, done, len - done);
        if (n > 0) {
            intake_count(in, n);
            done += n;
        } else if (n < 0 && !by_hand && is_unsupported(errno)) {
            by_hand = true;
        } else if (n == 0 || errno != EINTR) {
            rc = n == 0 ? ERR_IO : error_from_errno(errno);
        }
    }
    return rc;
}
