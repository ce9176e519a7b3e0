/* SPDX-License-Identifier: MIT */
/*
 * Appends bytes that are already on the disk.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/copy.h"
#include "base/error.h"

#include <errno.h>

int intake_copy(struct intake *in, int from_fd, int64_t len)
{
    int64_t done = 0;
    int rc = intake_admit(in, len);

    while (rc == 0 && done < len) {
        ssize_t n = copy_step(from_fd, done, in->fd, intake_end_offset(in), len - done);
        if (n > 0) {
            intake_count(in, n);
            done += n;
        } else {
            rc = n == 0 ? ERR_IO : error_from_errno(errno);
        }
    }
    return rc;
}
