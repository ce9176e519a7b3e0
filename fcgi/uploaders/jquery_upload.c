/* SPDX-License-Identifier: MIT */
/*
 * A client without a cookie gets one: it will send its first chunk with it.
 */
#include "fcgi/uploaders/jquery_upload.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/app/gate.h"
#include "fcgi/intake/intake_piece.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/chunk_upload.h"
#include "fcgi/uploaders/dialect_request.h"

#define NAME_MAX_BYTES 4096
#define ANSWER_MAX (8 * NAME_MAX_BYTES)

bool jquery_upload_asks(struct exchange *x)
{
    const struct app *app = x->app;
    char name[sizeof "x"];

    return dialect_is_enabled(&app->config, dialect_of(DIALECT_JQUERY)) &&
           request_query_value(x->request, "file", name, sizeof name) != ERR_NOT_FOUND;
}

/* The page takes a file of which it need not send a byte for one that changed, and refuses it.
 * Until the upload is complete, something is left to be sent. */
static int64_t jquery_upload_resume(const struct upload *u, int64_t row)
{
    return row == u->size ? u->received : row;
}

/* The bytes that are stored in a row; 0 if there is no such upload. */
static int jquery_upload_measure(struct exchange *x, const char *name, int64_t *size_out)
{
    const struct chunk c = {
        .dialect = dialect_of(DIALECT_JQUERY), .name = name, .total = -1, .index = -1, .count = -1};
    struct chunk_upload found;
    struct upload u;
    int64_t row;

    *size_out = 0;
    if (access_is_limited(&x->principal))
        return 0;
    int rc = chunk_upload_find(x, &c, &found, NULL);
    if (rc == ERR_VISITOR)
        return chunk_answer_welcome(x);
    if (rc != 0 || found.state != CHUNK_UPLOAD_OPEN)
        return rc;
    rc = intake_piece_measure(x->app, found.id, &row, &u);
    if (rc != 0)
        return rc == ERR_NOT_FOUND || rc == ERR_GONE ? 0 : rc;
    *size_out = jquery_upload_resume(&u, row);
    upload_free(&u);
    return 0;
}

static int jquery_upload_send_size(struct exchange *x, const char *name, int64_t size)
{
    struct buffer body;

    buffer_init(&body, ANSWER_MAX);
    buffer_add_string(&body, "{\"file\":");
    if (size == 0) {
        buffer_add_string(&body, "null");
    } else {
        buffer_add_string(&body, "{\"name\":");
        buffer_add_json_string(&body, name);
        buffer_addf(&body, ",\"size\":%lld}", (long long)size);
    }
    buffer_add_char(&body, '}');
    int rc = buffer_error(&body);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 200, "application/json", body.data, body.len);
    }
    buffer_free(&body);
    return rc;
}

int jquery_upload_answer(struct exchange *x)
{
    char name[NAME_MAX_BYTES];
    int64_t size;
    int rc = request_query_value(x->request, "file", name, sizeof name);

    if (rc != 0)
        return exchange_fail(x, ERR_BAD_REQUEST, "The name is too long, or has a zero byte");
    rc = gate_admit(x, ACCESS_READ);
    if (rc == 0)
        rc = jquery_upload_measure(x, name, &size);
    return rc != 0 ? rc : jquery_upload_send_size(x, name, size);
}
