/* SPDX-License-Identifier: MIT */
/*
 * The data file. On a shared file system a writer locks it, beside the upload's lock: what a writer
 * wrote just before it died may still be on its way to the server when its other locks are gone,
 * but the lock of this file goes with the descriptor, and so after that.
 */
#include "spool/store_folder.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define WRITE_BEHIND_BYTES (4 * 1024 * 1024)
#define FENCE_AT (INT64_C(1) << 62) /* where no byte is, so that the lock hinders no reader */
#define FENCE_WAIT_MS 5000          /* for the lock of a writer that died just now */
#define POLL_MS 10

static int store_data_fence(int fd, short type)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = FENCE_AT, .l_len = 1};

    if (fcntl(fd, F_OFD_SETLK, &range) == 0)
        return 0;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? ERR_LOCKED : error_io(errno);
}

static int store_data_await_fence(int fd)
{
    int64_t until = clock_mono_ms() + FENCE_WAIT_MS;
    int rc;

    while ((rc = store_data_fence(fd, F_WRLCK)) == ERR_LOCKED && clock_mono_ms() < until)
        clock_pause_ms(POLL_MS);
    return rc;
}

int store_open_data(struct store *s, const char *id, bool for_write, int *fd_out)
{
    int rc = store_open_file(s, id, "data", for_write ? O_WRONLY : O_RDONLY, fd_out);

    if (rc != 0 || !for_write || !store_is_shared(s))
        return rc;
    rc = store_data_await_fence(*fd_out);
    if (rc != 0) {
        close(*fd_out);
        *fd_out = -1;
    }
    return rc;
}

void store_close_data(const struct store *s, int *fd)
{
    if (*fd < 0)
        return;
    if (store_is_shared(s)) {
        (void)fsync(*fd); /* what was acknowledged was synced before: the rest need not survive */
        (void)store_data_fence(*fd, F_UNLCK);
    }
    close(*fd);
    *fd = -1;
}

void store_write_behind(const struct store *s, int data_fd, int64_t from, int64_t to)
{
    int64_t begin = from - from % WRITE_BEHIND_BYTES;
    int64_t end = to - to % WRITE_BEHIND_BYTES;

    if (!store_is_lazy(s) && end > begin)
        (void)sync_file_range(data_fd, begin, end - begin, SYNC_FILE_RANGE_WRITE);
}
