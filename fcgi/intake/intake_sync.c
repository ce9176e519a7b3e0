/* SPDX-License-Identifier: MIT */
/*
 * Syncs what a request has stored, before its answer: for `durability`, and so that other hosts of
 * a shared file system see what was acknowledged.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool intake_syncs_chunks(const struct app *app)
{
    return strcmp(app->config.durability, "chunk") == 0 || store_is_shared(app->store);
}

/* After a failed sync the system believes that all bytes are on the disk, and the next one
 * succeeds. So those of this request are cut off, but no piece that was acknowledged and has joined
 * since: joining has synced it, and dropped its file. Bytes under a checksum are, because the
 * request fails. */
static void intake_sync_cut(struct intake *in)
{
    int64_t cut = in->upload.received - in->synced;

    if (in->checksum != NULL || cut <= 0 || ftruncate(in->fd, in->synced) != 0)
        return;
    in->upload.received = in->synced;
    transfer_add(in->transfer, -cut);
}

/* A finish syncs on its own. */
int intake_sync_chunk(struct intake *in)
{
    if (in->transfer == NULL || intake_is_full(in) || !intake_syncs_chunks(in->app))
        return 0;
    if (fdatasync(in->fd) == 0) {
        in->synced = in->upload.received;
        return 0;
    }
    int rc = error_io(errno);
    intake_sync_cut(in);
    return rc;
}
