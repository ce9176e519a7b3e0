/* SPDX-License-Identifier: MIT */
/*
 * Appends pieces to the data. All that is stored of the upload stays the same by it: bytes that lay
 * ahead are then counted from the front.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/copy.h"
#include "base/error.h"
#include "base/file_compare.h"
#include "base/log.h"

#include <errno.h>
#include <unistd.h>

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
    do {
        rc = pieces_walk_next(&w, &p);
        if (rc != 0 || p.offset > in->upload.received)
            break;
        rc = join_one(in, &p);
        if (rc == ERR_DIFFERS)
            differs = rc;
    } while (rc == 0 || rc == ERR_DIFFERS);
    pieces_walk_end(&w);
    return rc != 0 && rc != ERR_NOT_FOUND ? rc : differs;
}

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
    struct pieces_walk w;
    struct piece p;
    int rc;

    pieces_walk_begin(&w, in->folder);
    while ((rc = pieces_walk_next(&w, &p)) == 0)
        pieces_drop(in->folder, &p);
    pieces_walk_end(&w);
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
