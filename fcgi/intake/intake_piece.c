/* SPDX-License-Identifier: MIT */
/*
 * Decides what becomes of a piece's bytes, and checks what its request says.
 */
#include "fcgi/intake/intake_piece_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/intake/free_space.h"
#include "fcgi/intake/intake_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BEGINS_MAX 2 /* the upload may become complete while a piece begins */

static void intake_piece_close_stored(struct intake_piece *p)
{
    if (p->stored_fd >= 0)
        close(p->stored_fd);
    p->stored_fd = -1;
    p->stored_from = 0;
}

/* --- the way --- */

/* The upload is complete, or these bytes are in the data. */
static int intake_piece_begin_compare(struct intake_piece *p, const struct upload *u)
{
    p->way = PIECE_COMPARES;
    if (u->location != NULL && strcmp(u->location, "data") != 0)
        p->way = PIECE_IGNORES;
    return 0;
}

/* Without the lock. */
static int intake_piece_begin_unlocked(struct intake_piece *p, const struct upload *u)
{
    const struct piece_claim *c = &p->claim;

    if (u->complete || (c->length >= 0 && intake_piece_claim_end(c) <= u->received) ||
        c->length == 0)
        return intake_piece_begin_compare(p, u);
    return intake_piece_begin_aside(p, u);
}

static int intake_piece_begin_seen(struct intake_piece *p, const struct upload *u)
{
    int rc = intake_is_over(p->app, u) ? ERR_GONE : intake_piece_claim_check(p->app, &p->claim, u);

    return rc == 0 ? intake_piece_begin_unlocked(p, u) : rc;
}

static int intake_piece_read_and_begin(struct intake_piece *p)
{
    struct upload u;
    int rc = store_peek(p->app->store, p->id, &u);

    if (rc != 0)
        return rc;
    rc = intake_piece_begin_seen(p, &u);
    upload_free(&u);
    return rc;
}

/* With the lock, which only a piece keeps that is appended. */
static int intake_piece_begin_locked(struct intake_piece *p)
{
    const struct upload *u = intake_upload(p->in);
    int rc = intake_piece_claim_check(p->app, &p->claim, u);

    if (rc == 0 && !u->complete && p->claim.offset <= u->received) {
        p->way = PIECE_APPENDS;
        p->is_anew = p->claim.is_renewal && clock_wall_ms() - u->updated_at >= PIECE_ANEW_MS;
        return free_space_check(p->app, p->claim.length);
    }
    p->piece_count = p->in->folder >= 0 ? p->in->piece_count : -1;
    if (rc == 0)
        rc = intake_piece_begin_unlocked(p, u);
    intake_leave(&p->in);
    return rc;
}

/* Whether the piece lies ahead: then it needs no lock, under which the pieces would be counted.
 * seen: the record of a moment ago, or NULL. */
static bool intake_piece_is_ahead(const struct intake_piece *p, const struct glimpse *seen)
{
    if (seen != NULL || p->claim.offset == 0)
        return seen != NULL && p->claim.offset > seen->upload.received;
    int64_t stored = store_data_length(p->app->store, p->id);
    return stored >= 0 && p->claim.offset > stored;
}

static int intake_piece_choose(struct intake_piece *p, const struct glimpse *seen)
{
    if (intake_piece_is_ahead(p, seen))
        return seen != NULL ? intake_piece_begin_seen(p, &seen->upload)
                            : intake_piece_read_and_begin(p);
    int rc = intake_try(p->app, p->id, seen, p->request, &p->in);

    if (rc == 0)
        return intake_piece_begin_locked(p);
    return rc == ERR_LOCKED ? intake_piece_read_and_begin(p) : rc;
}

/* The request may no longer be used, and nothing is locked. */
static void intake_piece_free(struct intake_piece **p)
{
    intake_piece_close_stored(*p);
    new_piece_leave(&(*p)->aside);
    free((*p)->scope);
    free((*p)->alias);
    intake_leave(&(*p)->in);
    free(*p);
    *p = NULL;
}

int intake_piece_begin(struct app *app, const struct piece_claim *claim, struct request *r,
                       struct intake_piece **out)
{
    struct intake_piece *p = calloc(1, sizeof *p);
    int rc = ERR_NOT_FOUND;

    *out = NULL;
    assert(claim->offset >= 0 && id_valid(claim->id));
    if (p == NULL)
        return ERR_NOMEM;
    p->app = app;
    p->request = r;
    p->claim = *claim;
    p->claim.seen = NULL;
    memcpy(p->id, claim->id, ID_SIZE);
    p->claim.id = p->id;
    p->stored_fd = -1;
    p->piece_count = -1;
    p->aside = (struct new_piece){.fd = -1, .folder = -1};
    p->looked_ms = clock_mono_ms();
    for (int i = 0; rc == ERR_NOT_FOUND && i < BEGINS_MAX; i++) {
        intake_piece_close_stored(p);
        rc = intake_piece_choose(p, i == 0 ? claim->seen : NULL);
    }
    if (rc == 0)
        *out = p;
    else
        intake_piece_free(&p);
    return rc;
}

/* Without memory there is no alias, and no error. */
void intake_piece_name(struct intake_piece *p, const char *scope, const char *alias)
{
    assert(p->scope == NULL && p->alias == NULL);
    p->scope = strdup(scope);
    p->alias = strdup(alias);
}

/* --- the bytes --- */

static int intake_piece_compare_bytes(struct intake_piece *p, const char *bytes, size_t len)
{
    size_t same;
    int rc = p->way == PIECE_IGNORES
                 ? 0
                 : intake_piece_compare(p, intake_piece_at(p), bytes, len, &same);

    if (rc == 0)
        p->arrived += (int64_t)len;
    return rc;
}

/* A claim without a length is checked as its bytes come. */
static int intake_piece_admit(const struct intake_piece *p, size_t len)
{
    const struct piece_claim *c = &p->claim;

    if (c->length >= 0 && (int64_t)len > c->length - p->arrived)
        return ERR_LENGTHS;
    if (c->total >= 0 && (int64_t)len > c->total - intake_piece_at(p))
        return ERR_TOO_LARGE;
    return (int64_t)len > INT64_MAX - intake_piece_at(p) ? ERR_TOO_LARGE : 0;
}

int intake_piece_append(struct intake_piece *p, const char *bytes, size_t len)
{
    int rc = intake_piece_admit(p, len);

    if (rc != 0)
        return rc;
    if (p->way == PIECE_APPENDS)
        return intake_piece_append_bytes(p, bytes, len);
    if (p->way == PIECE_ASIDE)
        return intake_piece_aside_bytes(p, bytes, len);
    return intake_piece_compare_bytes(p, bytes, len);
}

/* --- the end --- */

int intake_piece_end(struct intake_piece **piece, struct piece_result *out)
{
    struct intake_piece *p = *piece;
    int rc = p->claim.length >= 0 && p->arrived != p->claim.length ? ERR_LENGTHS : 0;

    *out = (struct piece_result){.has_completed = false};
    upload_init(&out->upload);
    if (rc == 0)
        rc = intake_piece_sync(p->app, p->stored_fd);
    if (rc == 0 && p->way == PIECE_COMPARES)
        rc = intake_piece_sync(p->app, p->aside.folder);
    if (rc == 0 && p->way == PIECE_ASIDE)
        rc = intake_piece_land(p);
    if (rc == 0)
        rc = p->way == PIECE_APPENDS ? intake_piece_end_append(p, true, out)
                                     : intake_piece_settle(p, out);
    if (rc != 0)
        upload_free(&out->upload);
    intake_piece_leave(piece);
    return rc;
}

void intake_piece_leave(struct intake_piece **piece)
{
    struct intake_piece *p = *piece;

    if (p == NULL)
        return;
    if (p->in != NULL)
        (void)intake_piece_end_append(p, false, NULL);
    intake_piece_free(piece);
}
