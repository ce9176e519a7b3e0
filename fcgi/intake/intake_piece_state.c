/* SPDX-License-Identifier: MIT */
/*
 * Where a piece stands, and what is stored there.
 */
#include "fcgi/intake/intake_piece_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file_compare.h"
#include "fcgi/intake/intake_internal.h"

#include <errno.h>
#include <unistd.h>

int64_t intake_piece_at(const struct intake_piece *p)
{
    return p->claim.offset + p->arrived;
}

bool intake_piece_looks(struct intake_piece *p)
{
    int64_t now_ms = clock_mono_ms();

    if (now_ms - p->looked_ms < PIECE_LOOK_MS)
        return false;
    p->looked_ms = now_ms;
    return true;
}

int intake_piece_compare(struct intake_piece *p, int64_t at, const char *bytes, size_t len,
                         size_t *same_out)
{
    int rc = p->stored_fd >= 0 ? 0 : store_open_data(p->app->store, p->id, false, &p->stored_fd);

    *same_out = 0;
    return rc != 0 ? rc
                   : file_compare_bytes(p->stored_fd, at - p->stored_from, bytes, len, same_out);
}

int intake_piece_sync(const struct app *app, int fd)
{
    if (fd < 0 || !intake_syncs_chunks(app))
        return 0;
    return fsync(fd) == 0 ? 0 : error_io(errno);
}
