/* SPDX-License-Identifier: MIT */
/*
 * Counts the bytes of an upload. Bytes under a checksum count only once it matches.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/clock.h"
#include "fcgi/intake/finals_teller.h"
#include "progress/stats.h"

int intake_begin_transfer(struct intake *in)
{
    if (in->transfer != NULL)
        return 0;
    in->changed = true;
    if (in->upload.kind == KIND_PARTIAL)
        in->part_sender = finals_teller_add(in->app->teller, in->upload.id);
    in->upload.state = STATE_UPLOADING;
    in->upload.expires_at = 0;
    if (in->upload.expire_after_ms > 0)
        in->upload.expires_at = clock_wall_ms() + in->upload.expire_after_ms;
    return transfer_begin(in->app->publisher, &in->upload, lock_token(in->lock),
                          clock_wall_ms() - in->upload.updated_at, &in->transfer);
}

int64_t intake_end_offset(const struct intake *in)
{
    return in->upload.received + in->unverified;
}

void intake_count(struct intake *in, int64_t n)
{
    if (in->checksum != NULL) {
        in->unverified += n;
        n = 0;
    }
    if (upload_stored(&in->upload) == 0 && n > 0)
        empties_leave(in->app->empties, in->upload.id);
    in->upload.received += n;
    finals_teller_mark(in->part_sender);
    stats_add(STAT_BYTES_RECEIVED, n);
    transfer_add(in->transfer, n);
}

bool intake_is_full(const struct intake *in)
{
    const struct upload *u = &in->upload;

    return u->size >= 0 && u->received == u->size && !u->awaits_name;
}

int64_t intake_lesser_limit(int64_t a, int64_t b)
{
    return a > 0 && (b <= 0 || a < b) ? a : b;
}
