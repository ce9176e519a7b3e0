/* SPDX-License-Identifier: MIT */
/*
 * The first chunk that arrives creates the upload, whichever it is, and only that one passes the
 * admission. So two first chunks at once are one creation and one that finds it.
 */
#include "fcgi/uploaders/chunk_receiver.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/intake/intake_piece.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/chunk_upload.h"

#include <stdlib.h>
#include <string.h>

struct chunk_receiver {
    struct exchange *exchange;
    const struct dialect *dialect;
    struct intake_piece *piece;
};

static int chunk_receiver_create(struct exchange *x, const struct chunk *c,
                                 const struct chunk_file *file, const char *id)
{
    const struct intake_offer offer = {
        .id = id,
        .in_pieces = true,
        .open_end = true,
        .size = c->total,
        .name = file->name != NULL ? file->name : c->name,
        .type = c->type != NULL ? c->type : file->type,
        .fields = file->fields,
        .by = &x->principal,
        .exchange = x,
    };
    struct upload u;
    bool is_new;
    int rc = intake_create_or_load(x->app, &offer, &u, &is_new);

    if (rc == 0)
        upload_free(&u);
    return rc;
}

/* A chunk that is known by its number only lies behind those before it, which are equally long. */
static int chunk_receiver_place(struct exchange *x, const struct chunk *c, int64_t *offset_out)
{
    const struct app *app = x->app;
    struct upload u;

    *offset_out = c->offset >= 0 ? c->offset : 0;
    if (c->offset >= 0 || c->index == 0)
        return 0;
    int rc = store_peek(app->store, x->id, &u);
    if (rc != 0)
        return rc;
    if (u.piece_size <= 0 || c->index > INT64_MAX / u.piece_size)
        rc = exchange_fail(x, ERR_OFFSET, "The chunks before this one are missing");
    else
        *offset_out = c->index * u.piece_size;
    if (rc == 0 && *offset_out > u.received)
        rc = exchange_fail(x, ERR_OFFSET, "The chunks before this one are missing");
    upload_free(&u);
    return rc;
}

static struct piece_claim chunk_receiver_claim(const struct exchange *x, const struct chunk *c,
                                               int64_t offset)
{
    return (struct piece_claim){
        .id = x->id,
        .offset = offset,
        .length = c->length,
        .total = c->total,
        .is_last = c->is_last,
        .is_measure = c->offset < 0 && c->index == 0,
        .is_renewal = c->is_first && c->dialect->id == NULL,
    };
}

int chunk_receiver_begin(struct exchange *x, const struct chunk *c, const struct chunk_file *file,
                         struct chunk_receiver **out)
{
    struct chunk_upload found;
    int64_t offset = 0;

    *out = NULL;
    int rc = chunk_upload_find(x, c, &found);
    if (rc != 0)
        return rc;
    memcpy(x->id, found.id, ID_SIZE);
    if (found.state == CHUNK_UPLOAD_NEW && c->dialect->id == NULL && !c->is_first)
        return exchange_fail(x, ERR_OFFSET, "The chunks before this one are missing");
    if (found.state == CHUNK_UPLOAD_NEW)
        rc = chunk_receiver_create(x, c, file, x->id);
    if (rc == 0)
        rc = chunk_receiver_place(x, c, &offset);
    if (rc != 0)
        return rc;
    struct chunk_receiver *r = calloc(1, sizeof *r);
    if (r == NULL)
        return ERR_NOMEM;
    r->exchange = x;
    r->dialect = c->dialect;
    const struct piece_claim claim = chunk_receiver_claim(x, c, offset);
    rc = intake_piece_begin(x->app, &claim, x->request, &r->piece);
    if (rc == 0)
        *out = r;
    else
        chunk_receiver_free(&r);
    return rc;
}

int chunk_receiver_append(struct chunk_receiver *r, const char *bytes, size_t len)
{
    return intake_piece_append(r->piece, bytes, len);
}

int chunk_receiver_end(struct chunk_receiver *r)
{
    struct piece_result result;
    int rc = intake_piece_end(&r->piece, &result);

    if (rc != 0)
        return rc;
    rc = chunk_answer_stored(r->exchange, r->dialect, &result.upload);
    upload_free(&result.upload);
    return rc;
}

void chunk_receiver_free(struct chunk_receiver **r)
{
    if (*r == NULL)
        return;
    intake_piece_leave(&(*r)->piece);
    free(*r);
    *r = NULL;
}

int chunk_receiver_ask(struct exchange *x, const struct chunk *c)
{
    struct chunk_upload found;
    struct upload u;
    bool is_stored = false;
    int rc = chunk_upload_find(x, c, &found);

    if (rc == ERR_VISITOR) {
        rc = chunk_answer_welcome(x);
        return rc != 0 ? rc : chunk_answer_missing(x);
    }
    if (rc != 0)
        return rc;
    memcpy(x->id, found.id, ID_SIZE);
    if (found.state == CHUNK_UPLOAD_NEW)
        return chunk_answer_missing(x);
    const struct piece_claim claim = chunk_receiver_claim(x, c, c->offset);
    rc = intake_piece_look(x->app, &claim, &is_stored, &u);
    if (rc == ERR_NOT_FOUND || rc == ERR_GONE)
        return chunk_answer_missing(x);
    if (rc != 0)
        return rc;
    rc = is_stored ? chunk_answer_stored(x, c->dialect, &u) : chunk_answer_missing(x);
    upload_free(&u);
    return rc;
}
