/* SPDX-License-Identifier: MIT */
/*
 * Finds out where the bytes of a piece are, without the lock.
 */
#include "fcgi/intake/intake_internal.h"
#include "fcgi/intake/intake_piece_internal.h"

#include "base/error.h"

#include <unistd.h>

#define AGAIN_MAX 2 /* looks after the first, while other requests append */

enum look_place {
    PLACE_NONE,  /* not all of them are stored */
    PLACE_WHOLE, /* the upload is complete */
    PLACE_DATA,  /* in a row from the front */
    PLACE_PIECE, /* in exactly that piece */
    PLACE_PIECES /* in several, or in a longer one, and perhaps in the data too */
};

/* Usually it is one piece, or none. */
static int look_find_ahead(int folder, const struct piece_claim *c, int64_t received,
                           enum look_place *place_out)
{
    const struct piece exact = {c->offset, c->length};
    int64_t from = c->offset > received ? c->offset : received;
    struct pieces_sum sum = {0};
    int fd;

    *place_out = PLACE_NONE;
    if (c->length > 0 && pieces_open(folder, &exact, &fd) == 0) {
        close(fd);
        *place_out = PLACE_PIECE;
        return 0;
    }
    if (!pieces_cover(folder, from))
        return 0;
    pieces_sift(folder);
    int rc = pieces_measure(folder, from, &sum);
    if (rc == 0 && sum.row >= intake_piece_claim_end(c))
        *place_out = PLACE_PIECES;
    return rc;
}

static int look_find_once(struct app *app, const struct piece_claim *c, const struct glimpse *seen,
                          enum look_place *place_out, struct upload *u_out)
{
    int64_t end = intake_piece_claim_end(c);
    int folder;
    int rc =
        seen != NULL ? upload_copy(&seen->upload, u_out) : store_peek(app->store, c->id, u_out);

    *place_out = PLACE_NONE;
    if (rc != 0)
        return rc;
    if (intake_is_over(app, u_out)) {
        rc = ERR_GONE;
    } else if (u_out->complete) {
        *place_out = end <= u_out->size ? PLACE_WHOLE : PLACE_NONE;
    } else if (end <= u_out->received) {
        *place_out = PLACE_DATA;
    } else if (u_out->in_pieces && c->offset <= INT64_MAX - c->length &&
               store_open_folder(app->store, c->id, &folder) == 0) {
        rc = look_find_ahead(folder, c, u_out->received, place_out);
        close(folder);
    }
    if (rc != 0)
        upload_free(u_out);
    return rc;
}

/* Whether the data has changed since the record was read. A piece may have gone into it in between,
 * after the record was read and before the pieces were. */
static bool look_is_outdated(const struct app *app, const struct upload *u)
{
    return u->in_pieces && !u->complete && store_data_length(app->store, u->id) != u->received;
}

static int look_find(struct app *app, const struct piece_claim *c, enum look_place *place_out,
                     struct upload *u_out)
{
    int rc = look_find_once(app, c, c->seen, place_out, u_out);

    for (int i = 0; rc == 0 && *place_out == PLACE_NONE && i < AGAIN_MAX; i++) {
        if (!look_is_outdated(app, u_out))
            break;
        upload_free(u_out);
        rc = look_find_once(app, c, NULL, place_out, u_out);
    }
    return rc;
}

int intake_piece_look(struct app *app, const struct piece_claim *claim, bool *is_stored_out,
                      struct upload *u_out)
{
    enum look_place place;
    int rc = look_find(app, claim, &place, u_out);

    *is_stored_out = rc == 0 && place != PLACE_NONE;
    return rc;
}

/* --- in a row --- */

/* Where the bytes end that are stored in a row from the front. */
static int look_measure(struct app *app, const struct upload *u, int64_t *row_out)
{
    struct pieces_sum sum = {.row = u->received};
    int folder, rc = 0;

    if (u->in_pieces && !u->complete && store_open_folder(app->store, u->id, &folder) == 0) {
        if (pieces_cover(folder, u->received)) {
            pieces_sift(folder);
            rc = pieces_measure(folder, u->received, &sum);
        }
        close(folder);
    }
    *row_out = u->complete ? u->size : sum.row;
    return rc;
}

static int look_measure_once(struct app *app, const char *id, int64_t *row_out,
                             struct upload *u_out)
{
    const struct piece_claim nothing = {.id = id};
    bool is_stored;
    int rc = intake_piece_look(app, &nothing, &is_stored, u_out);

    if (rc != 0)
        return rc;
    rc = look_measure(app, u_out, row_out);
    if (rc != 0)
        upload_free(u_out);
    return rc;
}

int intake_piece_measure(struct app *app, const char *id, int64_t *row_out, struct upload *u_out)
{
    int rc = look_measure_once(app, id, row_out, u_out);

    for (int i = 0; rc == 0 && i < AGAIN_MAX && look_is_outdated(app, u_out); i++) {
        upload_free(u_out);
        rc = look_measure_once(app, id, row_out, u_out);
    }
    return rc;
}

/* --- questions of clients --- */

static int look_sync_data(struct app *app, const char *id)
{
    int fd;
    int rc = store_open_data(app->store, id, false, &fd);

    if (rc != 0)
        return rc;
    rc = intake_piece_sync(app, fd);
    close(fd);
    return rc;
}

/* Syncs the piece, and that it is there. */
static int look_sync_piece(struct app *app, const struct piece_claim *c)
{
    const struct piece exact = {c->offset, c->length};
    int upload_fd, folder = -1, fd = -1;
    int rc = store_open_folder(app->store, c->id, &upload_fd);

    if (rc != 0)
        return rc;
    rc = pieces_open(upload_fd, &exact, &fd);
    if (rc == 0)
        rc = pieces_open_folder(upload_fd, &folder);
    if (rc == 0)
        rc = intake_piece_sync(app, fd);
    if (rc == 0)
        rc = intake_piece_sync(app, folder);
    if (fd >= 0)
        close(fd);
    if (folder >= 0)
        close(folder);
    close(upload_fd);
    return rc;
}

/* Whether the bytes at this place are safe from a power failure, if they must be. What several
 * pieces hold, or what has just moved, is sent once more. */
static bool look_vouch(struct app *app, const struct piece_claim *c, enum look_place place)
{
    if (place == PLACE_NONE || place == PLACE_WHOLE || !intake_syncs_chunks(app))
        return place != PLACE_NONE;
    if (place == PLACE_DATA)
        return look_sync_data(app, c->id) == 0;
    return place == PLACE_PIECE && look_sync_piece(app, c) == 0;
}

int intake_piece_ask(struct app *app, const struct piece_claim *claim, bool *is_stored_out,
                     struct upload *u_out)
{
    enum look_place place;
    int rc = look_find(app, claim, &place, u_out);

    *is_stored_out = rc == 0 && look_vouch(app, claim, place);
    return rc;
}
