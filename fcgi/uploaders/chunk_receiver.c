/* SPDX-License-Identifier: MIT */
/*
 * The first chunk that arrives creates the upload, whichever it is, and only that one passes the
 * admission. So two first chunks at once are one creation and one that finds it.
 */
#include "fcgi/uploaders/chunk_receiver.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/intake/intake_piece.h"
#include "fcgi/uploaders/chunk_alias.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/chunk_upload.h"

#include <stdlib.h>
#include <string.h>

#define FIND_TRIES 3 /* while other requests create uploads of the same name */

struct chunk_receiver {
    struct exchange *exchange;
    const struct dialect *dialect;
    struct intake_piece *piece;
    int64_t end; /* of the bytes that have come, in the file */
};

/* ERR_NOT_FOUND: another request has just created an upload of another size under this id. */
static int chunk_receiver_create_with(struct exchange *x, const struct chunk *c,
                                      const struct chunk_file *file, const char *fields,
                                      const char *id)
{
    const struct intake_offer offer = {
        .id = id,
        .in_pieces = true,
        .open_end = true,
        .size = c->total,
        .name = file->name != NULL ? file->name : c->name,
        .type = c->type != NULL ? c->type : file->type,
        .fields = fields,
        .by = &x->principal,
        .exchange = x,
    };
    struct upload u;
    bool is_new;
    int rc = intake_create_or_load(x->app, &offer, &u, &is_new);

    if (rc != 0)
        return rc;
    if (c->dialect->by_range && !is_new && u.size != c->total)
        rc = ERR_NOT_FOUND;
    upload_free(&u);
    return rc;
}

static int chunk_receiver_create(struct exchange *x, const struct chunk *c,
                                 const struct chunk_file *file, const char *id)
{
    char *fields = NULL;
    int rc = file->make_fields == NULL ? 0 : file->make_fields(file->arg, &fields);

    if (rc == 0)
        rc = chunk_receiver_create_with(x, c, file, fields, id);
    free(fields);
    return rc;
}

static int chunk_receiver_refuse_place(struct exchange *x)
{
    return exchange_fail(x, ERR_OFFSET, "The chunks before this one are missing");
}

static int chunk_receiver_refuse_gap(struct exchange *x, const struct chunk *c)
{
    struct upload u;
    int64_t row;

    if (intake_piece_measure(x->app, x->id, &row, &u) == 0) {
        chunk_answer_range(x, c->dialect, row);
        upload_free(&u);
    }
    return chunk_receiver_refuse_place(x);
}

/* Uploaders without ids send one chunk after the other. One that does not follow belongs to another
 * file, or the first chunks are gone. */
static int chunk_receiver_check_place(struct exchange *x, const struct chunk *c,
                                      const struct glimpse *seen)
{
    const struct piece_claim before = {.id = x->id, .length = c->offset, .total = -1, .seen = seen};
    bool is_stored;
    struct upload u;
    int rc = intake_piece_look(x->app, &before, &is_stored, &u);

    if (rc != 0)
        return rc;
    upload_free(&u);
    return is_stored ? 0 : chunk_receiver_refuse_gap(x, c);
}

/* A chunk that is known by its number only lies behind those before it, which are equally long. */
static int chunk_receiver_measure(struct exchange *x, struct chunk *c)
{
    const struct app *app = x->app;
    struct upload u;
    int rc = store_peek(app->store, x->id, &u);

    if (rc != 0)
        return rc;
    int64_t size = u.piece_size;
    upload_free(&u);
    if (size <= 0 || c->index > INT64_MAX / size)
        return chunk_receiver_refuse_place(x);
    c->offset = c->index * size;
    c->length = c->is_last ? -1 : size;
    return 0;
}

/* Finds the place of a chunk whose request does not tell it, and checks that it may be there. */
static int chunk_receiver_place(struct exchange *x, struct chunk *c, const struct glimpse *seen)
{
    bool is_measured = c->offset < 0 && !c->is_first;
    int rc = is_measured ? chunk_receiver_measure(x, c) : 0;

    if (rc != 0 || c->dialect->id != NULL || c->is_first)
        return rc;
    return chunk_receiver_check_place(x, c, seen);
}

static struct piece_claim chunk_receiver_claim(const struct exchange *x, const struct chunk *c,
                                               const struct glimpse *seen)
{
    return (struct piece_claim){
        .id = x->id,
        .offset = c->offset >= 0 ? c->offset : 0,
        .length = c->length,
        .total = c->total,
        .is_last = c->is_last,
        .is_measure = c->offset < 0 && c->index == 0,
        .is_renewal = c->is_first && c->dialect->id == NULL,
        .is_nameless = !c->is_first && c->dialect->id == NULL,
        .seen = seen,
    };
}

/* The upload is gone, or was never begun. */
static int chunk_receiver_begin_upload(struct exchange *x, const struct chunk *c,
                                       const struct chunk_file *file)
{
    if (c->dialect->id == NULL && !c->is_first)
        return chunk_receiver_refuse_place(x);
    if (c->is_resumed)
        return exchange_fail(x, ERR_GONE, "What was sent of this file is gone: send it again");
    return chunk_receiver_create(x, c, file, x->id);
}

/* The caller frees the record, which is empty of a new upload. */
static int chunk_receiver_find(struct exchange *x, const struct chunk *c,
                               const struct chunk_file *file, struct glimpse *record_out)
{
    struct chunk_upload found;
    int rc = ERR_NOT_FOUND;

    for (int i = 0; rc == ERR_NOT_FOUND && i < FIND_TRIES; i++) {
        rc = chunk_upload_find(x, c, &found, record_out);
        if (rc != 0)
            return rc;
        memcpy(x->id, found.id, ID_SIZE);
        if (found.state == CHUNK_UPLOAD_NEW)
            rc = chunk_receiver_begin_upload(x, c, file);
    }
    return rc == ERR_NOT_FOUND ? ERR_BUSY : rc;
}

static int chunk_receiver_begin_piece(struct exchange *x, const struct chunk *placed,
                                      const struct glimpse *seen, struct chunk_receiver **out)
{
    const struct piece_claim claim = chunk_receiver_claim(x, placed, seen);
    struct chunk_receiver *r = calloc(1, sizeof *r);

    if (r == NULL)
        return ERR_NOMEM;
    r->exchange = x;
    r->dialect = placed->dialect;
    r->end = claim.offset;
    int rc = intake_piece_begin(x->app, &claim, x->request, &r->piece);
    if (rc == ERR_DIFFERS)
        (void)exchange_fail(x, rc,
                            "Another file of this name was being sent when this one began: "
                            "send it again from its beginning");
    if (rc == 0)
        *out = r;
    else
        chunk_receiver_free(&r);
    return rc;
}

int chunk_receiver_begin(struct exchange *x, const struct chunk *c, const struct chunk_file *file,
                         struct chunk_receiver **out)
{
    struct chunk placed = *c;
    struct glimpse record;

    *out = NULL;
    int rc = chunk_receiver_find(x, c, file, &record);
    const struct glimpse *seen = record.upload.id[0] != '\0' ? &record : NULL;
    if (rc == 0)
        rc = chunk_receiver_place(x, &placed, seen);
    if (rc == 0)
        rc = chunk_receiver_begin_piece(x, &placed, seen, out);
    if (rc == 0)
        chunk_alias_set(x, (*out)->piece, file->alias);
    glimpse_free(&record);
    return rc;
}

int chunk_receiver_append(struct chunk_receiver *r, const char *bytes, size_t len)
{
    r->end += (int64_t)len;
    return intake_piece_append(r->piece, bytes, len);
}

int chunk_receiver_end(struct chunk_receiver *r)
{
    struct piece_result result;
    int rc = intake_piece_end(&r->piece, &result);

    if (rc != 0)
        return rc;
    chunk_answer_range(r->exchange, r->dialect, r->end);
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

static int chunk_receiver_look(struct exchange *x, const struct chunk *c,
                               const struct glimpse *seen)
{
    const struct piece_claim claim = chunk_receiver_claim(x, c, seen);
    bool is_stored = false;
    struct upload u;
    int rc = intake_piece_ask(x->app, &claim, &is_stored, &u);

    if (rc == ERR_NOT_FOUND || rc == ERR_GONE)
        return chunk_answer_missing(x);
    if (rc != 0)
        return rc;
    rc = is_stored ? chunk_answer_stored(x, c->dialect, &u) : chunk_answer_missing(x);
    upload_free(&u);
    return rc;
}

int chunk_receiver_ask(struct exchange *x, const struct chunk *c)
{
    struct chunk_upload found;
    struct glimpse record;
    int rc = chunk_upload_find(x, c, &found, &record);

    if (rc == ERR_VISITOR) {
        rc = chunk_answer_welcome(x);
        return rc != 0 ? rc : chunk_answer_missing(x);
    }
    if (rc != 0)
        return rc;
    memcpy(x->id, found.id, ID_SIZE);
    if (found.state == CHUNK_UPLOAD_NEW)
        return chunk_answer_missing(x);
    rc = chunk_receiver_look(x, c, record.upload.id[0] != '\0' ? &record : NULL);
    glimpse_free(&record);
    return rc;
}
