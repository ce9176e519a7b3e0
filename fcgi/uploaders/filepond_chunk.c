/* SPDX-License-Identifier: MIT */
/*
 * FilePond sends the chunks of a file one after another, and each again from its beginning until it
 * is acknowledged. The size of a chunk is not told; that of the first one shows it.
 */
#include "fcgi/uploaders/filepond.h"

#include "base/buffer.h"
#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/intake/intake_piece.h"
#include "fcgi/uploaders/chunk_alias.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/uploaders/filepond_id.h"

#define NAME_BYTES_MAX 8192

/* --- what the request says --- */

static int filepond_chunk_read(struct exchange *x, struct piece_claim *out)
{
    const struct request *r = x->request;
    const char *total = request_header(r, "Upload-Length");
    int64_t length = request_content_length(r);

    *out = (struct piece_claim){.id = x->id, .total = -1};
    if (request_parse_number(request_header(r, "Upload-Offset"), &out->offset) != 0)
        return exchange_fail(x, ERR_BAD_OFFSET, "Upload-Offset must be a decimal number of bytes");
    if (total != NULL && request_parse_number(total, &out->total) != 0)
        return exchange_fail(x, ERR_BAD_LENGTH, "Upload-Length must be a decimal number of bytes");
    out->length = length >= 0 || request_has_body(r) ? length : 0;
    out->is_measure = out->offset == 0;
    return 0;
}

/* --- the upload --- */

/* The reason why it was refused is told to each of its repetitions. */
static int filepond_chunk_explain(struct exchange *x)
{
    const struct app *app = x->app;
    struct upload u;
    int rc = store_load(app->store, x->id, &u);

    if (rc != 0)
        return rc;
    if (u.failure.message != NULL)
        (void)exchange_fail(x, ERR_GONE, "%s", u.failure.message);
    upload_free(&u);
    return ERR_GONE;
}

/* Every byte before the chunk must be stored: FilePond takes the last chunk's answer for the whole
 * file's. */
static int filepond_chunk_check(struct exchange *x, const struct piece_claim *claim)
{
    const struct piece_claim before = {.id = claim->id, .length = claim->offset};
    bool is_stored;
    struct upload u;
    int rc = intake_piece_look(x->app, &before, &is_stored, &u);

    if (rc != 0)
        return rc == ERR_GONE ? filepond_chunk_explain(x) : rc;
    if (!u.in_pieces)
        rc = exchange_fail(x, ERR_FORBIDDEN, "This upload takes no chunks of FilePond");
    else if (claim->total >= 0 && u.size >= 0 && claim->total != u.size)
        rc = ERR_LENGTHS;
    else if (!is_stored)
        rc = exchange_fail(x, ERR_OFFSET, "The chunks before this one are missing");
    upload_free(&u);
    return rc;
}

/* Later names are ignored. */
static int filepond_chunk_name(struct exchange *x)
{
    const char *text = request_header(x->request, "Upload-Name");
    struct buffer name;

    buffer_init(&name, NAME_BYTES_MAX);
    if (text != NULL)
        buffer_add_utf8(&name, text);
    int rc = buffer_error(&name);
    if (rc == ERR_BOUND)
        rc = exchange_fail(x, ERR_BAD_REQUEST, "Upload-Name is too long");
    if (rc == 0)
        rc = intake_name(x, x->id, name.len > 0 ? buffer_text(&name) : NULL);
    buffer_free(&name);
    return rc;
}

/* --- the bytes --- */

static int filepond_chunk_append(struct exchange *x, struct intake_piece *p)
{
    const char *bytes;

    for (;;) {
        int n = request_read(x->request, &bytes);
        if (n <= 0)
            return n;
        int rc = intake_piece_append(p, bytes, (size_t)n);
        if (rc != 0)
            return rc;
    }
}

static int filepond_chunk_store(struct exchange *x, const struct piece_claim *claim)
{
    struct intake_piece *p = NULL;
    struct piece_result result;
    int rc = intake_piece_begin(x->app, claim, x->request, &p);

    if (rc == 0) {
        chunk_alias_set(x, p, NULL);
        rc = filepond_chunk_append(x, p);
    }
    if (rc == 0)
        rc = intake_piece_end(&p, &result);
    intake_piece_leave(&p);
    if (rc != 0)
        return rc;
    rc = chunk_answer_stored(x, dialect_of(DIALECT_FILEPOND), &result.upload);
    upload_free(&result.upload);
    return rc;
}

int filepond_patch(struct exchange *x)
{
    struct piece_claim claim;
    int rc = filepond_id_reach_query(x, "patch");

    if (rc == 0)
        rc = filepond_chunk_read(x, &claim);
    if (rc == 0)
        rc = filepond_chunk_check(x, &claim);
    if (rc == 0)
        rc = filepond_chunk_name(x);
    if (rc == 0)
        rc = filepond_chunk_store(x, &claim);
    return rc != 0 ? chunk_answer_refusal(x, dialect_of(DIALECT_FILEPOND), rc) : 0;
}

/* --- resuming --- */

/* FilePond skips every chunk that begins before this offset. So it must be the beginning of one. */
static int64_t filepond_chunk_resume(const struct upload *u, int64_t row)
{
    if (u->complete)
        return u->size;
    return u->piece_size > 0 ? row / u->piece_size * u->piece_size : 0;
}

static int filepond_chunk_describe(struct exchange *x)
{
    struct upload u;
    int64_t row;
    int rc = intake_piece_measure(x->app, x->id, &row, &u);

    if (rc != 0)
        return rc == ERR_GONE ? filepond_chunk_explain(x) : rc;
    response_header_int(x->response, "Upload-Offset", filepond_chunk_resume(&u, row));
    if (u.size >= 0) /* tus may have made the upload without a length */
        response_header_int(x->response, "Upload-Length", u.size);
    response_header(x->response, "Cache-Control", "no-store");
    upload_free(&u);
    return response_send(x->response, 200, NULL, NULL, 0);
}

int filepond_head(struct exchange *x)
{
    if (!filepond_is_joined(x))
        return dialect_refuse(x, dialect_of(DIALECT_FILEPOND));
    int rc = filepond_id_reach_query(x, "patch");

    if (rc == 0)
        rc = filepond_chunk_describe(x);
    return rc != 0 ? chunk_answer_refusal(x, dialect_of(DIALECT_FILEPOND), rc) : 0;
}
