/* SPDX-License-Identifier: MIT */
/*
 * Moves bytes from a request to the disk, within the upload's limits.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/intake/free_space.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void intake_follow(struct intake *in, void (*fn)(void *arg, const char *bytes, size_t len),
                   void *arg)
{
    in->follow = fn;
    in->follow_arg = arg;
}

static int store_bytes(struct intake *in, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = pwrite(in->fd, bytes, len, intake_end_offset(in));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? error_from_errno(errno) : ERR_IO;
        int rc = in->checksum == NULL ? 0 : checksum_add(in->checksum, bytes, (size_t)n);
        if (rc != 0)
            return rc;
        intake_count(in, n);
        store_write_behind(in->app->store, in->fd, intake_end_offset(in) - n,
                           intake_end_offset(in));
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

/* Checks the free space again at intervals, because other processes fill the disk too. */
static int ask_for_space(struct intake *in, int64_t len)
{
    in->unasked -= len;
    if (in->unasked >= 0)
        return 0;
    int rc = free_space_check(in->app, len);
    in->unasked = rc == 0 ? FREE_SPACE_INTERVAL_BYTES : 0;
    return rc;
}

int intake_admit(struct intake *in, int64_t len)
{
    int64_t end = intake_end_offset(in) + len;
    int64_t max = intake_lesser_limit(in->app->config.max_size, in->upload.max_size);

    if (in->upload.complete || (in->upload.size >= 0 && end > in->upload.size) ||
        (max > 0 && end > max))
        return ERR_TOO_LARGE;
    if (end > in->bound)
        return ERR_QUOTA;
    int rc = ask_for_space(in, len);
    return rc != 0 ? rc : intake_begin_transfer(in);
}

int intake_append(struct intake *in, const char *bytes, size_t len)
{
    int rc = intake_admit(in, (int64_t)len);

    if (rc == 0)
        rc = store_bytes(in, bytes, len);
    if (in->request != NULL)
        request_align_body(in->request, intake_end_offset(in));
    return rc;
}

static int receive_all(struct intake *in, struct request *r)
{
    const char *bytes;

    for (;;) {
        int n = request_read(r, &bytes);
        if (n <= 0)
            return n;
        int rc = intake_append(in, bytes, (size_t)n);
        if (rc != 0)
            return rc;
        if (in->follow != NULL)
            in->follow(in->follow_arg, bytes, (size_t)n);
    }
}

int intake_receive(struct intake *in, struct request *r)
{
    int rc = free_space_check(in->app, request_content_length(r));

    if (rc == 0) {
        rc = receive_all(in, r);
        int synced = intake_sync_chunk(in);
        rc = synced != 0 ? synced : rc;
    }
    rc = intake_verify(in, rc);
    int joined = intake_join(in);
    rc = rc == 0 ? joined : rc;
    in->whole = rc == 0;
    if (in->transfer != NULL)
        upload_renew_expiry(&in->upload, clock_wall_ms());
    return rc;
}
