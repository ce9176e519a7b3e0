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
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NEAR_SHARE 8
#define NEAR_MOST 1000 /* pieces */

static struct quota_client aside_client(const struct upload *u)
{
    return (struct quota_client){u->owner, u->address};
}

/* --- beginning --- */

/* From so many pieces on, each sender looks whether another one has room. */
static int64_t aside_near(int64_t max)
{
    int64_t margin = max / NEAR_SHARE;

    return max - (margin < NEAR_MOST ? margin : NEAR_MOST);
}

/* How many files lie in the folder. Others may have made some since the last look. */
static int64_t aside_count_files(const struct intake_piece *p, int folder)
{
    struct piece_pace *pace = p->app->pace;
    int64_t now_ms = clock_mono_ms(), near = aside_near(p->app->config.max_pieces);
    int64_t count = p->piece_count;

    if (count < 0 && piece_pace_is_due(pace, p->id, PACE_ROOM, now_ms, &count))
        count = near;
    if (count >= near) {
        count = pieces_count_files(folder);
        piece_pace_note(pace, p->id, PACE_ROOM, now_ms, count);
    }
    return count;
}

/* Makes the file first, and counts then: of several senders at once, the last one that counts sees
 * the files of all. */
static int aside_make(struct intake_piece *p, int folder)
{
    int rc = new_piece_make(folder, &p->aside);

    if (rc == 0 && aside_count_files(p, folder) > p->app->config.max_pieces)
        rc = ERR_TOO_MANY;
    if (rc != 0)
        new_piece_leave(&p->aside);
    return rc;
}

/* Exactly this piece lies there. The folder is needed to sync it. */
static int aside_begin_compare(struct intake_piece *p, int folder)
{
    p->way = PIECE_COMPARES;
    p->stored_from = p->claim.offset;
    return pieces_open_folder(folder, &p->aside.folder);
}

static int aside_begin_file(struct intake_piece *p, int folder)
{
    p->way = PIECE_ASIDE;
    pieces_sift(folder); /* before its change hides that it is older than the system's start */
    int rc = free_space_check(p->app, p->claim.length);

    if (rc == 0)
        rc = free_space_check_files(p->app);
    return rc == 0 ? aside_make(p, folder) : rc;
}

int intake_piece_begin_aside(struct intake_piece *p, const struct upload *u)
{
    const struct piece exact = {p->claim.offset, p->claim.length};
    int folder;
    int rc = store_open_folder(p->app->store, p->id, &folder);

    if (rc != 0)
        return rc;
    int64_t max = intake_lesser_limit(p->app->config.max_size, u->max_size);
    p->is_sized = u->size >= 0;
    p->end_max = u->size >= 0 ? u->size : max > 0 ? max : INT64_MAX;
    p->left = u->size >= 0 ? INT64_MAX : quota_left(p->app->quota, aside_client(u));
    if (exact.length > 0 && pieces_open(folder, &exact, &p->stored_fd) == 0)
        rc = aside_begin_compare(p, folder);
    else
        rc = aside_begin_file(p, folder);
    close(folder);
    return rc;
}

/* --- bytes --- */

/* The pieces' folder is gone: with the upload, or because all bytes are in the file. Then this
 * piece is compared with them at its end. */
static bool aside_is_complete(const struct intake_piece *p)
{
    struct upload u;
    bool complete = store_peek(p->app->store, p->id, &u) == 0 &&
                    (u.complete || u.received >= intake_piece_claim_end(&p->claim)) &&
                    !intake_is_over(p->app, &u);

    upload_free(&u);
    return complete;
}

/* Whether the upload is there; then it stays for as long as bytes come, also those of a piece that
 * takes longer than an upload without a byte may live. */
static bool aside_lives(const struct intake_piece *p)
{
    if (new_piece_is_orphan(&p->aside))
        return aside_is_complete(p);
    new_piece_renew_expiry(&p->aside);
    return true;
}

static int aside_admit(struct intake_piece *p, int64_t len)
{
    if (len > p->end_max - intake_piece_at(p))
        return ERR_TOO_LARGE;
    if (len > p->left - p->arrived)
        return ERR_QUOTA;
    if (intake_piece_looks(p) && !aside_lives(p))
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
            rc = intake_piece_sync(p->app, fd);
        if (rc == 0)
            rc = intake_piece_sync(p->app, p->aside.folder);
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
        rc = intake_piece_sync(p->app, fd);
    close(fd);
    return rc;
}

static int aside_name(struct intake_piece *p, const struct piece *place)
{
    int rc = new_piece_land(p->app->store, &p->aside, place, intake_syncs_chunks(p->app));

    if (rc != 0)
        return rc;
    piece_pace_land(p->app->pace, p->id);
    empties_leave(p->app->empties, p->id);
    return 0;
}

/* Whether the piece is still allowed. While it came, another one may have told the size; and others
 * may have landed, each of which was allowed as many bytes as this one. The same piece again takes
 * no more. */
static int aside_admit_again(const struct intake_piece *p, const struct upload *u,
                             const struct piece *place)
{
    char name[PIECES_NAME_SIZE];

    if (u->size >= 0)
        return intake_piece_at(p) > u->size ? ERR_TOO_LARGE : 0;
    if (p->arrived <= quota_left(p->app->quota, aside_client(u)))
        return 0;
    pieces_name(place, name);
    return faccessat(p->aside.folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : ERR_QUOTA;
}

/* Of an upload that had no size when the piece began. */
static int aside_name_unsized(struct intake_piece *p, const struct piece *place)
{
    struct upload u;
    int rc = store_peek(p->app->store, p->id, &u);

    if (rc == 0)
        rc = aside_admit_again(p, &u, place);
    if (rc == 0)
        rc = aside_name(p, place);
    if (rc == 0 && u.size < 0)
        quota_add(p->app->quota, aside_client(&u), p->arrived);
    upload_free(&u);
    return rc;
}

/* Another file may have begun while the piece came. */
static int aside_check_owner(const struct intake_piece *p)
{
    struct upload u;

    if (!p->claim.is_nameless || store_peek(p->app->store, p->id, &u) != 0)
        return 0;
    bool is_doubtful = intake_piece_claim_is_doubtful(p->app, &p->claim, &u);
    upload_free(&u);
    return is_doubtful ? ERR_DIFFERS : 0;
}

int intake_piece_land(struct intake_piece *p)
{
    const struct piece place = {p->claim.offset, p->arrived};

    if (p->arrived == 0)
        return 0;
    int rc = aside_check_owner(p);
    if (rc != 0)
        return rc;
    rc = p->is_sized ? aside_name(p, &place) : aside_name_unsized(p, &place);
    if (rc == ERR_EXISTS)
        rc = aside_compare_with_place(p, &place);
    if (rc == ERR_NOT_FOUND)
        rc = intake_piece_compare_aside(p);
    return rc;
}
