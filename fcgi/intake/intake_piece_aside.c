/* SPDX-License-Identifier: MIT */
/*
 * A piece that is not the next one, or that comes while another request has the lock: it is written
 * to a file of its own.
 */
#include "fcgi/intake/intake_internal.h"
#include "fcgi/intake/intake_piece_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file_compare.h"
#include "fcgi/intake/free_space.h"
#include "fcgi/intake/piece_pace.h"
#include "fcgi/intake/quota.h"
#include "progress/stats.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static struct quota_client aside_client(const struct upload *u)
{
    return (struct quota_client){u->owner, u->address};
}

/* --- beginning --- */

/* How many pieces lie in the folder. Others may have landed some since the last look. */
static int64_t aside_count_pieces(const struct intake_piece *p, int folder)
{
    struct piece_pace *pace = p->app->pace;
    int64_t now_ms = clock_mono_ms(), count;

    if (p->piece_count >= 0)
        return p->piece_count;
    if (piece_pace_is_due(pace, p->id, PACE_ROOM, now_ms, &count)) {
        count = pieces_count(folder);
        piece_pace_note(pace, p->id, PACE_ROOM, now_ms, count);
    }
    return count;
}

static int aside_check_room(const struct intake_piece *p, int folder)
{
    if (aside_count_pieces(p, folder) >= p->app->config.max_pieces)
        return ERR_TOO_MANY;
    int rc = free_space_check(p->app, p->claim.length);
    return rc == 0 ? free_space_check_files(p->app) : rc;
}

int intake_piece_begin_aside(struct intake_piece *p, const struct upload *u)
{
    const struct piece exact = {p->claim.offset, p->claim.length};
    int folder;
    int rc = store_open_folder(p->app->store, p->id, &folder);

    if (rc != 0)
        return rc;
    int64_t max = intake_lesser_limit(p->app->config.max_size, u->max_size);
    p->end_max = u->size >= 0 ? u->size : max > 0 ? max : INT64_MAX;
    p->left = u->size >= 0 ? INT64_MAX : quota_left(p->app->quota, aside_client(u));
    if (exact.length > 0 && pieces_open(folder, &exact, &p->stored_fd) == 0) {
        p->way = PIECE_COMPARES;
        p->stored_from = exact.offset;
    } else {
        p->way = PIECE_ASIDE;
        pieces_sift(folder); /* before its change hides that it is older than the system's start */
        rc = aside_check_room(p, folder);
        if (rc == 0)
            rc = new_piece_make(folder, &p->aside);
    }
    close(folder);
    return rc;
}

/* --- bytes --- */

static int aside_admit(struct intake_piece *p, int64_t len)
{
    if (len > p->end_max - intake_piece_at(p))
        return ERR_TOO_LARGE;
    if (len > p->left - p->arrived)
        return ERR_QUOTA;
    if (intake_piece_looks(p) && new_piece_is_orphan(&p->aside))
        return ERR_GONE;
    p->unasked -= len;
    if (p->unasked >= 0)
        return 0;
    int rc = free_space_check(p->app, len);
    p->unasked = rc == 0 ? FREE_SPACE_INTERVAL_BYTES : 0;
    return rc;
}

int intake_piece_aside_bytes(struct intake_piece *p, const char *bytes, size_t len)
{
    int rc = aside_admit(p, (int64_t)len);

    while (rc == 0 && len > 0) {
        ssize_t n = pwrite(p->aside.fd, bytes, len, p->arrived);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? error_from_errno(errno) : ERR_IO;
        store_write_behind(p->app->store, p->aside.fd, p->arrived, p->arrived + n);
        stats_add(STAT_BYTES_RECEIVED, n);
        p->arrived += n;
        bytes += n;
        len -= (size_t)n;
    }
    if (p->request != NULL)
        request_align_body(p->request, p->arrived);
    return rc;
}

/* --- landing --- */

/* Compares the written bytes with those of an open file. */
static int aside_compare(const struct intake_piece *p, int fd, int64_t from)
{
    return file_compare_range(p->aside.fd, 0, fd, from, p->arrived);
}

/* The piece's place is taken: by the same piece, which may have joined meanwhile. */
static int aside_compare_with_place(struct intake_piece *p, const struct piece *place)
{
    int folder, fd = -1;
    int rc = store_open_folder(p->app->store, p->id, &folder);

    if (rc != 0)
        return rc;
    rc = pieces_open(folder, place, &fd);
    close(folder);
    if (rc == 0) {
        rc = aside_compare(p, fd, 0);
        if (rc == 0)
            rc = intake_piece_sync(p, fd);
        if (rc == 0)
            rc = intake_piece_sync(p, p->aside.folder);
        close(fd);
    }
    return rc;
}

int intake_piece_compare_aside(struct intake_piece *p)
{
    struct upload u;
    int fd, rc = store_peek(p->app->store, p->id, &u);

    if (rc != 0)
        return rc;
    bool is_there = u.complete || u.received >= intake_piece_at(p);
    bool is_elsewhere = u.location != NULL && strcmp(u.location, "data") != 0;
    upload_free(&u);
    if (!is_there)
        return ERR_GONE;
    if (is_elsewhere)
        return 0;
    rc = store_open_data(p->app->store, p->id, false, &fd);
    if (rc != 0)
        return rc;
    rc = aside_compare(p, fd, p->claim.offset);
    if (rc == 0)
        rc = intake_piece_sync(p, fd);
    close(fd);
    return rc;
}

static void aside_count(struct intake_piece *p)
{
    struct upload u;

    piece_pace_land(p->app->pace, p->id);
    empties_leave(p->app->empties, p->id);
    if (p->app->config.quota_bytes == 0 || store_peek(p->app->store, p->id, &u) != 0)
        return;
    if (u.size < 0)
        quota_add(p->app->quota, aside_client(&u), p->arrived);
    upload_free(&u);
}

int intake_piece_land(struct intake_piece *p)
{
    const struct piece place = {p->claim.offset, p->arrived};

    if (p->arrived == 0)
        return 0;
    int rc = new_piece_land(p->app->store, &p->aside, &place, intake_syncs_chunks(p->app));
    if (rc == 0)
        aside_count(p);
    if (rc == ERR_EXISTS)
        rc = aside_compare_with_place(p, &place);
    if (rc == ERR_NOT_FOUND)
        rc = intake_piece_compare_aside(p);
    return rc;
}
