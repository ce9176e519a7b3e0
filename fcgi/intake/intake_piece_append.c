/* SPDX-License-Identifier: MIT */
/*
 * A piece that its sender appends under the lock. Its bytes may begin before the upload's offset,
 * after a retry; and pieces that lie ahead may be in its way. So each byte is either compared with
 * a stored one or appended, and counts once.
 */
#include "fcgi/intake/intake_internal.h"
#include "fcgi/intake/intake_piece_internal.h"

#include "base/clock.h"
#include "base/error.h"

#include <stdlib.h>

/* How far the file had come that this one replaces, if its sender may go on there. */
static int64_t piece_earlier_end(const struct intake_piece *p, int64_t offset)
{
    const struct upload *u = &p->in->upload;

    if (p->is_anew)
        return 0;
    return u->received > offset ? u->received : u->earlier_end;
}

/* The upload begins anew here: the sender has another file than the one that is stored. */
static int piece_renew(struct intake_piece *p, int64_t offset)
{
    struct upload *u = &p->in->upload;
    int64_t earlier_end = piece_earlier_end(p, offset);
    bool loses_size = p->claim.total < 0 && u->size >= 0;
    int rc = intake_drop_from(p->in, offset);

    if (rc != 0 || (earlier_end == u->earlier_end && !loses_size))
        return rc;
    u->earlier_end = earlier_end;
    u->renewed_at = earlier_end > 0 ? clock_wall_ms() : 0;
    if (loses_size) {
        u->size = -1;
        intake_set_bound(p->in);
    }
    return store_save(p->app->store, u);
}

/* Its sender had come further, and begins again: it was refused because of the earlier file. */
static int piece_forget_earlier(struct intake_piece *p)
{
    struct upload *u = &p->in->upload;

    if (!p->claim.is_renewal || u->earlier_end == 0 || u->complete ||
        u->received <= intake_piece_at(p))
        return 0;
    u->earlier_end = u->renewed_at = 0;
    return store_save(p->app->store, u);
}

/* Compares at most len bytes. *taken_out is how many are stored. */
static int piece_skip(struct intake_piece *p, const char *bytes, size_t len, size_t *taken_out)
{
    int64_t at = intake_piece_at(p), stored = p->in->upload.received - at;
    size_t n = stored < (int64_t)len ? (size_t)stored : len;
    int rc = intake_piece_compare(p, at, bytes, n, taken_out);

    return rc == ERR_DIFFERS && p->claim.is_renewal ? piece_renew(p, at + (int64_t)*taken_out) : rc;
}

/* Whether another sender's piece contradicts this one. One that contradicts other bytes is no fault
 * of this request. */
static bool is_contradicted(const struct intake_piece *p)
{
    const struct piece *odd = &p->in->odd_piece;

    return odd->offset < intake_piece_at(p) && odd->offset + odd->length > p->claim.offset;
}

static int piece_join(struct intake_piece *p)
{
    int rc = intake_join(p->in);

    return rc == ERR_DIFFERS && !is_contradicted(p) ? 0 : rc;
}

/* Appends at most len bytes, up to those that lie ahead. If these are next, appends them instead:
 * then *taken_out is 0. */
static int piece_extend(struct intake_piece *p, const char *bytes, size_t len, size_t *taken_out)
{
    struct intake *in = p->in;
    int64_t at = in->upload.received, room = in->next_ahead - at;

    *taken_out = 0;
    if (room > 0) {
        size_t n = room < (int64_t)len ? (size_t)room : len;
        int rc = intake_append(in, bytes, n);
        *taken_out = (size_t)(in->upload.received - at);
        return rc;
    }
    int rc = piece_join(p);
    if (rc == 0 && in->upload.received == at)
        in->next_ahead = INT64_MAX; /* the piece is gone */
    return rc;
}

static void piece_claim_alias(struct intake_piece *p)
{
    if (p->alias == NULL || p->scope == NULL || p->in->transfer == NULL)
        return;
    (void)transfer_name(p->in->transfer, p->scope, p->alias);
    free(p->alias);
    p->alias = NULL;
}

int intake_piece_append_bytes(struct intake_piece *p, const char *bytes, size_t len)
{
    int rc = 0;

    while (rc == 0 && len > 0) {
        size_t taken = 0;
        rc = intake_piece_at(p) < p->in->upload.received ? piece_skip(p, bytes, len, &taken)
                                                         : piece_extend(p, bytes, len, &taken);
        p->arrived += (int64_t)taken;
        bytes += taken;
        len -= taken;
    }
    piece_claim_alias(p);
    if (rc == 0 && intake_piece_looks(p))
        rc = intake_recount(p->in);
    return rc;
}

/* Whether nothing that follows the piece may stay. With numbers only, another length of the first
 * piece moves the places of all others. */
static bool piece_cuts(const struct intake_piece *p)
{
    int64_t size = p->in->upload.piece_size;
    bool is_moved = p->claim.is_measure && size > 0 && size != p->arrived;

    return !p->in->upload.complete && (p->is_anew || is_moved);
}

int intake_piece_end_append(struct intake_piece *p, bool is_whole, struct piece_result *out)
{
    struct intake *in = p->in;
    int rc = intake_sync_chunk(in);

    if (rc == 0 && is_whole)
        rc = piece_cuts(p) ? piece_renew(p, intake_piece_at(p)) : piece_forget_earlier(p);
    if (rc == 0)
        rc = piece_join(p);
    if (in->transfer != NULL)
        upload_renew_expiry(&in->upload, clock_wall_ms());
    if (rc != 0) {
        intake_leave(&p->in);
        return rc;
    }
    return intake_piece_leave_upload(p, &p->in, is_whole, out);
}
