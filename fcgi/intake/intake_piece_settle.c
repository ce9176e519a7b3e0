/* SPDX-License-Identifier: MIT */
/*
 * What follows once a piece is stored: the pieces that join are appended, the size is recorded, and
 * the upload is finished with its last byte.
 */
#include "fcgi/intake/intake_internal.h"
#include "fcgi/intake/intake_piece_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/intake/piece_pace.h"

#include <unistd.h>

/* --- with the lock --- */

/* The size comes with the claim's total, or with the last piece. */
static int settle_size(struct intake_piece *p, struct intake *in, bool is_whole)
{
    const struct piece_claim *c = &p->claim;
    int64_t size = c->total >= 0 ? c->total : c->is_last && is_whole ? intake_piece_at(p) : -1;

    return size < 0 ? 0 : intake_set_size(in, size);
}

/* Whether the piece, which has come whole, tells a length of all pieces that is not recorded. */
static bool settle_is_measure(const struct intake_piece *p, const struct upload *u)
{
    return p->claim.is_measure && u->piece_size != p->arrived && !u->complete;
}

/* Pieces that are known by their number only find their place by the first one's length. Only a
 * piece that is appended may change it, because that moves the others. */
static bool settle_moves(const struct intake_piece *p, const struct upload *u)
{
    return settle_is_measure(p, u) && u->piece_size > 0 && p->way != PIECE_APPENDS;
}

static int settle_piece_size(const struct intake_piece *p, struct intake *in, bool is_whole)
{
    struct upload *u = &in->upload;

    if (!is_whole || !settle_is_measure(p, u))
        return 0;
    if (settle_moves(p, u))
        return ERR_DIFFERS;
    u->piece_size = p->arrived;
    return store_save(p->app->store, u);
}

/* The record as it is after intake_finish(). */
static void settle_as_complete(struct upload *u)
{
    u->complete = true;
    u->received = u->size;
    u->ahead = 0;
    u->expires_at = 0;
    u->state = u->stage_count == 0 ? STATE_DONE : STATE_QUEUED;
}

static int settle_finish(struct intake **in, struct piece_result *out)
{
    int rc = intake_finish(in);

    if (rc == 0 && out != NULL) {
        settle_as_complete(&out->upload);
        out->has_completed = true;
    }
    return rc;
}

int intake_piece_leave_upload(struct intake_piece *p, struct intake **in, bool is_whole,
                              struct piece_result *out)
{
    int rc = settle_size(p, *in, is_whole);

    if (rc == 0)
        rc = settle_piece_size(p, *in, is_whole);
    if (rc == 0 && out != NULL)
        rc = upload_copy(intake_upload(*in), &out->upload);
    (*in)->whole = is_whole && rc == 0;
    if (rc == 0 && intake_is_full(*in) && !intake_upload(*in)->complete)
        return settle_finish(in, out);
    intake_leave(in);
    return rc;
}

/* The bytes are in the data, of this request or of another: they must be the same. */
static int settle_compare(struct intake_piece *p)
{
    return p->way == PIECE_ASIDE && p->arrived > 0 ? intake_piece_compare_aside(p) : 0;
}

/* Pieces with other bytes than the file were dropped: was this one among them? It is in the file,
 * or still waits, if it was not. */
static int settle_judge(struct intake_piece *p, const struct intake *in)
{
    const struct piece place = {p->claim.offset, p->arrived};
    int fd;

    if (in->upload.received >= intake_piece_at(p))
        return settle_compare(p);
    if (pieces_open(in->folder, &place, &fd) != 0)
        return ERR_DIFFERS;
    close(fd);
    return 0;
}

/* The lock was free, so the piece is appended by now if it joins. */
static int settle_locked(struct intake_piece *p, struct intake **in, struct piece_result *out)
{
    int rc = (*in)->join_err;

    piece_pace_note(p->app->pace, p->id, PACE_TELL, clock_mono_ms(), (*in)->piece_count);
    if (rc == ERR_DIFFERS)
        rc = settle_judge(p, *in);
    if (rc == 0 && p->arrived > 0)
        rc = intake_upload(*in)->complete ? settle_compare(p) : intake_begin_transfer(*in);
    if (rc == 0)
        return intake_piece_leave_upload(p, in, true, out);
    intake_leave(in);
    return rc;
}

/* --- without the lock --- */

/* Why a sender whose piece is stored still needs the lock. */
enum settle_need {
    NEED_NONE,  /* the holder will find the piece, or the next one does */
    NEED_JOIN,  /* the holder may be dead: it sends what this piece has, or all is stored */
    NEED_RECORD /* only this request knows the size, or the length of all pieces */
};

static bool settle_is_all_stored(const struct intake_piece *p, const struct upload *u)
{
    struct pieces_sum sum = {.row = u->received};
    int folder;

    if (u->size >= 0 && store_open_folder(p->app->store, p->id, &folder) == 0) {
        if (pieces_cover(folder, u->received))
            (void)pieces_measure(folder, u->received, &sum);
        close(folder);
    }
    return sum.row == u->size;
}

static enum settle_need settle_need(const struct intake_piece *p, const struct upload *u)
{
    if (u->complete)
        return NEED_NONE;
    if (u->size < 0 && (p->claim.is_last || p->claim.total >= 0))
        return NEED_RECORD;
    if (settle_is_measure(p, u))
        return settle_moves(p, u) ? NEED_NONE : NEED_RECORD;
    if (p->claim.offset <= u->received && u->received < intake_piece_at(p))
        return NEED_JOIN;
    return !p->is_one_of_many && settle_is_all_stored(p, u) ? NEED_JOIN : NEED_NONE;
}

/* Reads the record, which the caller frees. It is empty after an error, and then nothing is needed.
 */
static enum settle_need settle_look(const struct intake_piece *p, struct upload *u_out,
                                    int *err_out)
{
    *err_out = store_peek(p->app->store, p->id, u_out);
    return *err_out == 0 ? settle_need(p, u_out) : NEED_NONE;
}

static bool settle_is_vain(void *arg)
{
    struct upload u;
    int err;
    enum settle_need need = settle_look(arg, &u, &err);

    upload_free(&u);
    return need == NEED_NONE;
}

/* Whether the request leaves the lock alone unless it needs it: its bytes were stored before, or it
 * is not time to tell watchers of one more piece among many. */
static bool settle_is_idle(struct intake_piece *p)
{
    int64_t count;

    p->is_one_of_many = p->way == PIECE_ASIDE &&
                        !piece_pace_is_due(p->app->pace, p->id, PACE_TELL, clock_mono_ms(), &count);
    return p->way != PIECE_ASIDE || p->is_one_of_many;
}

/* Takes the lock if it is free, or if this request needs it. *in stays NULL if it does not. u_out
 * is empty, or the record as it was read last without the lock; the caller frees it. */
static int settle_take_lock(struct intake_piece *p, struct intake **in, struct upload *u_out)
{
    int err = 0;

    upload_init(u_out);
    if (settle_is_idle(p) && settle_look(p, u_out, &err) == NEED_NONE)
        return err;
    upload_free(u_out);
    int rc = intake_try(p->app, p->id, NULL, NULL, in);
    if (rc != ERR_LOCKED || settle_look(p, u_out, &err) == NEED_NONE)
        return rc != ERR_LOCKED ? rc : err;
    upload_free(u_out);
    struct lock_claim claim = {LOCK_POST, (int)p->app->config.lock_wait_ms, settle_is_vain, p};
    rc = intake_claim(p->app, p->id, &claim, in);
    return rc == ERR_LOCKED && settle_look(p, u_out, &err) != NEED_RECORD ? err : rc;
}

/* A piece that landed while the upload was finished is of no use to anybody. */
static void settle_clear(const struct intake_piece *p)
{
    int folder;

    if (p->way != PIECE_ASIDE || store_open_folder(p->app->store, p->id, &folder) != 0)
        return;
    pieces_clear(folder);
    close(folder);
}

/* The piece is stored, and another request goes on. If that one has stored these bytes meanwhile,
 * they must be the same. So must the length of all pieces. */
static int settle_check(struct intake_piece *p, const struct upload *u)
{
    if (intake_is_over(p->app, u))
        return ERR_GONE;
    if (settle_moves(p, u))
        return ERR_DIFFERS;
    return u->complete || u->received >= intake_piece_at(p) ? settle_compare(p) : 0;
}

int intake_piece_settle(struct intake_piece *p, struct piece_result *out)
{
    struct intake *in = NULL;
    struct upload u;
    int rc = settle_take_lock(p, &in, &u);

    if (rc == 0 && in == NULL)
        rc = settle_check(p, &u);
    if (rc != 0 || in != NULL)
        upload_free(&u);
    else
        out->upload = u;
    if (rc == 0 && in != NULL)
        rc = settle_locked(p, &in, out);
    if (rc == 0 && out->upload.complete)
        settle_clear(p);
    return rc;
}
