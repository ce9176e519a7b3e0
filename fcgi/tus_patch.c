/* SPDX-License-Identifier: MIT */
/*
 * PATCH: bytes for an upload, from the offset that both sides agree on.
 */
#include "tus.h"

#include "app.h"
#include "error.h"
#include "intake.h"

/* What can be refused without touching the upload. */
static int check_request(struct exchange *x, int64_t *offset_out)
{
    int rc = tus_check_version(x);

    if (rc != 0)
        return rc;
    if (!tus_is_media_type(x->request))
        return exchange_fail(x, ERR_MEDIA_TYPE, "A PATCH body must be " TUS_MEDIA_TYPE);
    if (request_parse_number(request_header(x->request, "Upload-Offset"), offset_out) != 0)
        return exchange_fail(x, ERR_BAD_OFFSET, "Upload-Offset must be a decimal number of bytes");
    return 0;
}

/* What the record must say for the bytes to be taken. */
static int check_upload(struct exchange *x, const struct upload *u, int64_t offset)
{
    int64_t length = request_content_length(x->request);

    if (offset != u->received) {
        response_header_int(x->response, "Upload-Offset", u->received);
        return exchange_fail(x, ERR_OFFSET, "The upload is at offset %lld", (long long)u->received);
    }
    if (u->size >= 0 && length > u->size - u->received)
        return exchange_fail(x, ERR_TOO_LARGE, "The body goes beyond Upload-Length");
    return 0;
}

/* Takes the body, ends or leaves the upload, and says where it stands. */
static int receive(struct exchange *x, struct intake **in, int64_t *offset_out)
{
    int rc = intake_receive(*in, x->request);

    *offset_out = intake_upload(*in)->received;
    if (intake_is_full(*in) && !intake_upload(*in)->complete) {
        int finished = intake_finish(in);
        return finished != 0 ? finished : rc;
    }
    intake_leave(in);
    return rc;
}

/* Bytes for an upload that is not complete: under its lock. */
static int append(struct exchange *x, int64_t *offset)
{
    struct app *app = x->app;
    struct intake *in = NULL;

    int rc = intake_open(app, x->id, LOCK_PATCH, x->request, &in);
    if (rc == 0)
        rc = check_upload(x, intake_upload(in), *offset);
    if (rc == 0)
        rc = receive(x, &in, offset);
    intake_leave(&in);
    return rc;
}

int tus_patch(struct exchange *x)
{
    struct app *app = x->app;
    struct upload u;
    int64_t offset = 0;

    upload_init(&u);
    int rc = check_request(x, &offset);
    if (rc == 0)
        rc = id_parse_capability(&app->secret, x->rest, x->id);
    if (rc == 0)
        rc = store_load(app->store, x->id, &u);
    /* A complete one is answered without the lock, which its processing may hold for long. */
    if (rc == 0)
        rc = u.complete ? check_upload(x, &u, offset) : append(x, &offset);
    upload_free(&u);
    if (rc != 0)
        return rc;
    response_header_int(x->response, "Upload-Offset", offset);
    return response_send(x->response, 204, NULL, NULL, 0);
}
