/* SPDX-License-Identifier: MIT */
/*
 * Appends pieces to the data. All that is stored of the upload stays the same by it: bytes that lay
 * ahead are then counted from the front.
 *
 * A sender gives its piece its name first and tries the lock then. A holder releases the lock first
 * and looks for pieces then. So at least one of them sees the piece without a lock in its way.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/clock.h"
#include "base/copy.h"
#include "base/error.h"
#include "base/file_compare.h"
#include "base/log.h"

#include <errno.h>
#include <unistd.h>

#define LATE_TRIES 5 /* while no process holds the lock, but a request waits for it */
#define LATE_PAUSE_MS 10

/* --- one piece --- */

static int64_t join_lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Compares the bytes that the file has already. */
static int join_compare(const struct intake *in, const struct piece *p, int piece_fd)
{
    int64_t len = join_lesser(in->upload.received - p->offset, p->length);
    int data_fd;

    if (len == 0)
        return 0;
    int rc = store_open_data(in->app->store, in->upload.id, false, &data_fd);
    if (rc != 0)
        return rc;
    rc = file_compare_range(piece_fd, 0, data_fd, p->offset, len);
    close(data_fd);
    return rc;
}

/* Appends the bytes that the file does not have. */
static int join_copy(struct intake *in, const struct piece *p, int piece_fd)
{
    struct upload *u = &in->upload;
    int64_t end = p->offset + p->length;

    while (u->received < end) {
        ssize_t n =
            copy_step(piece_fd, u->received - p->offset, in->fd, u->received, end - u->received);
        if (n <= 0)
            return n == 0 ? ERR_IO : error_from_errno(errno);
        store_write_behind(in->app->store, in->fd, u->received, u->received + n);
        u->received += n;
        u->ahead -= n;
    }
    return 0;
}

/* Before a piece goes that was acknowledged, its bytes must be as safe in the file. */
static int join_sync(const struct intake *in)
{
    if (!intake_syncs_chunks(in->app) || intake_is_full(in))
        return 0;
    return fdatasync(in->fd) == 0 ? 0 : error_io(errno);
}

static int join_one(struct intake *in, const struct piece *p)
{
    int fd;
    int rc = pieces_open(in->folder, p, &fd);

    if (rc != 0)
        return rc == ERR_NOT_FOUND ? 0 : rc;
    rc = join_compare(in, p, fd);
    if (rc == 0)
        rc = join_copy(in, p, fd);
    if (rc == 0)
        rc = join_sync(in);
    if (rc == ERR_DIFFERS) {
        in->odd_piece = *p;
        log_warn("piece_differs", "id", in->upload.id, "offset", LOG_INT(p->offset), NULL);
    }
    if (rc == 0 || rc == ERR_DIFFERS)
        pieces_drop(in->folder, p);
    close(fd);
    return rc;
}

/* --- all that join --- */

static int join_all(struct intake *in)
{
    struct pieces_walk w;
    struct piece p;
    int differs = 0, rc;

    pieces_walk_begin(&w, in->folder);
    while ((rc = pieces_walk_next(&w, &p)) == 0 && p.offset <= in->upload.received) {
        rc = join_one(in, &p);
        if (rc == ERR_DIFFERS)
            differs = rc;
        else if (rc != 0)
            return rc;
    }
    return rc != 0 && rc != ERR_NOT_FOUND ? rc : differs;
}

int intake_recount(struct intake *in)
{
    struct pieces_sum sum;
    int rc = in->folder < 0 ? ERR_NOT_FOUND : pieces_measure(in->folder, in->upload.received, &sum);

    if (rc != 0)
        return rc == ERR_NOT_FOUND ? 0 : rc;
    int64_t more = sum.ahead - in->upload.ahead;
    in->upload.ahead = sum.ahead;
    in->next_ahead = sum.next < 0 ? INT64_MAX : sum.next;
    if (in->counted >= 0)
        in->counted += more; /* who landed them has reported them */
    if (in->transfer != NULL && more != 0)
        transfer_add(in->transfer, more);
    return 0;
}

int intake_join(struct intake *in)
{
    if (in->folder < 0)
        return 0;
    in->join_err = join_all(in);
    int rc = intake_recount(in);
    if (in->join_err == 0)
        in->join_err = rc;
    return in->join_err;
}

/* --- after the lock was released --- */

bool intake_joins(int folder, int64_t received)
{
    struct pieces_sum sum;

    return pieces_measure(folder, received, &sum) == 0 && sum.row > received;
}

static bool join_is_due(struct app *app, const char *id)
{
    struct upload u;
    int folder;

    if (store_load(app->store, id, &u) != 0)
        return false;
    bool is_due = !u.complete && !state_ended(u.state) && u.ahead > 0;
    int64_t received = u.received;
    upload_free(&u);
    if (!is_due || store_open_folder(app->store, id, &folder) != 0)
        return false;
    is_due = intake_joins(folder, received);
    close(folder);
    return is_due;
}

/* Takes the lock, which appends the pieces. A request that waits for the lock goes first, and will
 * append them; but it may have died. */
static int join_take_lock(struct app *app, const char *id, struct intake **out)
{
    int rc = ERR_LOCKED;

    for (int i = 0; rc == ERR_LOCKED && i < LATE_TRIES; i++) {
        if (i > 0)
            clock_pause_ms(LATE_PAUSE_MS);
        rc = intake_try(app, id, NULL, out);
        if (rc == ERR_LOCKED && lock_held(app->store, id))
            return rc;
    }
    return rc == ERR_LOCKED ? intake_open(app, id, LOCK_POST, NULL, out) : rc;
}

void intake_join_late(struct app *app, const char *id)
{
    struct intake *in = NULL;

    while (join_is_due(app, id) && join_take_lock(app, id, &in) == 0) {
        int rc = in->join_err;
        if (rc == 0 || rc == ERR_DIFFERS)
            rc = intake_begin_transfer(in);
        in->whole = true;
        if (rc == 0 && intake_is_full(in) && !in->upload.complete)
            (void)intake_finish(&in);
        intake_detach(&in, true);
        if (rc != 0)
            return;
    }
}

/* --- beginning anew --- */

/* The pieces go first: with a crash in between, only bytes before the offset may join. */
int intake_drop_from(struct intake *in, int64_t offset)
{
    struct pieces_walk w;
    struct piece p;
    int rc;

    pieces_walk_begin(&w, in->folder);
    while ((rc = pieces_walk_next(&w, &p)) == 0)
        pieces_drop(in->folder, &p);
    if (rc != ERR_NOT_FOUND)
        return rc;
    if (ftruncate(in->fd, offset) != 0)
        return error_io(errno);
    int64_t cut = in->upload.received - offset;
    in->upload.received = offset;
    if (in->transfer != NULL)
        transfer_add(in->transfer, -cut);
    return intake_recount(in);
}
