/* SPDX-License-Identifier: MIT */
/*
 * Keeps the count of an upload whose pieces are appended: bytes that lay ahead are then counted
 * from the front.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/error.h"
#include "spool/piece_join.h"

#include <errno.h>
#include <unistd.h>

static void join_note(struct intake *in, const struct pieces_sum *sum)
{
    int64_t more = sum->ahead - in->upload.ahead;

    in->upload.ahead = sum->ahead;
    in->next_ahead = sum->next < 0 ? INT64_MAX : sum->next;
    in->piece_count = sum->count;
    if (in->counted >= 0)
        in->counted += more; /* who landed them has reported them */
    if (in->transfer != NULL && more != 0)
        transfer_add(in->transfer, more);
}

int intake_recount(struct intake *in)
{
    struct pieces_sum sum;
    int rc = in->folder < 0 ? 0 : pieces_measure(in->folder, in->upload.received, &sum);

    if (rc == 0 && in->folder >= 0)
        join_note(in, &sum);
    return rc;
}

/* Appends the pieces that join. */
static int join_all(struct intake *in)
{
    struct upload *u = &in->upload;
    struct piece_join j = {.store = in->app->store,
                           .id = u->id,
                           .folder = in->folder,
                           .data_fd = in->fd,
                           .is_synced = intake_syncs_chunks(in->app),
                           .received = u->received,
                           .synced = in->synced};
    int rc = piece_join_all(&j);

    if (j.received >= u->received)
        u->ahead -= j.received - u->received;
    else if (in->transfer != NULL)
        transfer_add(in->transfer, j.received - u->received); /* the sender's own bytes were cut */
    u->received = j.received;
    in->synced = j.synced;
    if (j.odd.length > 0)
        in->odd_piece = j.odd;
    return rc;
}

int intake_join(struct intake *in)
{
    struct pieces_sum sum = {.first = -1};
    int rc = in->folder < 0 ? 0 : pieces_measure(in->folder, in->upload.received, &sum);

    if (in->folder < 0)
        return 0;
    if (rc == 0)
        join_note(in, &sum);
    if (rc == 0 && sum.first >= 0 && sum.first <= in->upload.received) {
        rc = join_all(in);
        int counted = intake_recount(in);
        rc = rc == 0 ? counted : rc;
    }
    in->join_err = rc;
    return rc;
}

/* --- beginning anew --- */

/* The pieces go first: with a crash in between, only bytes before the offset may join. */
int intake_drop_from(struct intake *in, int64_t offset)
{
    int rc = piece_join_drop_all(in->app->store, in->folder);

    if (rc != 0)
        return rc;
    if (ftruncate(in->fd, offset) != 0)
        return error_io(errno);
    int64_t cut = in->upload.received - offset;
    in->upload.received = offset;
    if (in->synced > offset)
        in->synced = offset;
    if (in->transfer != NULL)
        transfer_add(in->transfer, -cut);
    return intake_recount(in);
}
