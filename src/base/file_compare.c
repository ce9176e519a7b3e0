/* SPDX-License-Identifier: MIT */
/*
 * Reads in steps of a fixed size.
 */
#include "base/file_compare.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define STEP_BYTES 16384

/* Fills bytes from the file. */
static int file_compare_read(int fd, int64_t offset, char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = pread(fd, bytes, len, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? error_io(errno) : ERR_IO;
        bytes += n;
        offset += n;
        len -= (size_t)n;
    }
    return 0;
}

static size_t count_same(const char *a, const char *b, size_t len)
{
    size_t n = 0;

    while (n < len && a[n] == b[n])
        n++;
    return n;
}

int file_compare_bytes(int fd, int64_t offset, const char *bytes, size_t len, size_t *same_out)
{
    char stored[STEP_BYTES];

    *same_out = 0;
    while (*same_out < len) {
        size_t step = len - *same_out < STEP_BYTES ? len - *same_out : STEP_BYTES;
        int rc = file_compare_read(fd, offset + (int64_t)*same_out, stored, step);
        if (rc != 0)
            return rc;
        if (memcmp(stored, bytes + *same_out, step) != 0) {
            *same_out += count_same(stored, bytes + *same_out, step);
            return ERR_DIFFERS;
        }
        *same_out += step;
    }
    return 0;
}

int file_compare_range(int a_fd, int64_t a_offset, int b_fd, int64_t b_offset, int64_t len)
{
    char bytes[STEP_BYTES];
    size_t same;

    for (int64_t done = 0; done < len; done += STEP_BYTES) {
        size_t step = len - done < STEP_BYTES ? (size_t)(len - done) : STEP_BYTES;
        int rc = file_compare_read(a_fd, a_offset + done, bytes, step);
        if (rc == 0)
            rc = file_compare_bytes(b_fd, b_offset + done, bytes, step, &same);
        if (rc != 0)
            return rc;
    }
    return 0;
}
