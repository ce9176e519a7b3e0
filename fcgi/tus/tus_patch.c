/* SPDX-License-Identifier: MIT */
/*
 * PATCH appends bytes at the offset known to client and server. It may also bring the deferred
 * length and a checksum.
 */
#include "fcgi/tus/tus.h"

#include "fcgi/app/app.h"
#include "base/error.h"
#include "fcgi/intake/intake.h"
#include "fcgi/http/request_protocol.h"
#include "upload/concat.h"

#define NO_BYTES "A final upload accepts no bytes"

/* The request's parameters and the results for the answer. */
struct patch {
    int64_t offset;            /* offset in the request, later the offset reached */
    int64_t length;            /* Upload-Length; -1: absent */
    struct checksum *checksum; /* checksum of the body, or NULL */
    int64_t expires_at;        /* wall clock, ms; 0: does not expire */
};

/* Checks that need no access to the upload. */
static int tus_patch_parse_request(struct exchange *x, struct patch *p)
{
    const char *length = request_header(x->request, "Upload-Length");
    int rc = tus_check_version(x);

    if (rc != 0)
        return rc;
    if (!tus_is_media_type(x->request)) {
        response_header(x->response, "Accept-Patch", TUS_MEDIA_TYPE); /* RFC 5789 section 2.2 */
        return exchange_fail(x, ERR_MEDIA_TYPE, "The Content-Type must be " TUS_MEDIA_TYPE);
    }
    if (request_parse_number(request_header(x->request, "Upload-Offset"), &p->offset) != 0)
        return exchange_fail(x, ERR_BAD_OFFSET, "Upload-Offset must be a decimal number of bytes");
    if (length != NULL)
        rc = tus_parse_length(x, length, &p->length);
    return rc != 0 ? rc
                   : checksum_parse(request_header(x->request, "Upload-Checksum"), &p->checksum);
}

/* The length can be set only once (creation-defer-length). */
static int tus_patch_check_length(struct exchange *x, const struct upload *u, const struct patch *p)
{
    if (p->length >= 0 && u->size >= 0 && p->length != u->size)
        return exchange_fail(x, ERR_BAD_LENGTH, "Upload-Length is %lld and cannot change",
                             (long long)u->size);
    if (p->length >= 0 && p->length < u->received)
        return exchange_fail(x, ERR_BAD_LENGTH, "The upload has more bytes than Upload-Length");
    return 0;
}

/* Checks that the upload can take the request's bytes. */
static int check_upload(struct exchange *x, const struct upload *u, const struct patch *p)
{
    const struct app *app = x->app;
    int64_t max = app->config.max_size;
    int64_t size = u->size >= 0 ? u->size : p->length;

    if (concat_is_final(u))
        return exchange_fail(x, ERR_FORBIDDEN, NO_BYTES);
    if (p->offset != u->received) {
        response_header_int(x->response, "Upload-Offset", u->received);
        return exchange_fail(x, ERR_OFFSET, "The upload is at offset %lld", (long long)u->received);
    }
    int rc = tus_patch_check_length(x, u, p);
    if (size < 0 && max > 0)
        size = max;
    if (rc == 0 && size >= 0 && request_content_length(x->request) > size - u->received)
        rc = exchange_fail(x, ERR_TOO_LARGE, "The body is longer than the upload allows");
    return rc;
}

/* Receives the body, finishes or leaves the upload, and sets the offset reached. */
static int tus_patch_receive(struct exchange *x, struct intake **in, struct patch *p)
{
    int rc = p->checksum == NULL ? 0 : intake_expect(*in, p->checksum);

    if (rc == 0 && p->length >= 0)
        rc = intake_set_size(*in, p->length);
    if (rc == 0)
        rc = intake_receive(*in, x->request);
    p->offset = intake_upload(*in)->received;
    p->expires_at = intake_upload(*in)->expires_at;
    if (intake_is_full(*in) && !intake_upload(*in)->complete) {
        p->expires_at = 0;
        int finished = intake_finish(in);
        return finished != 0 ? finished : rc;
    }
    intake_leave(in);
    return rc;
}

/* Appends to an incomplete upload, under its lock. */
static int tus_patch_append(struct exchange *x, struct intake **in, struct patch *p)
{
    p->expires_at = intake_upload(*in)->expires_at;
    int rc = check_upload(x, intake_upload(*in), p);
    if (rc == 0)
        rc = tus_patch_receive(x, in, p);
    intake_leave(in);
    return rc;
}

/* Answers a PATCH that can append nothing. To a complete upload, repeating the last offset without
 * bytes is no error. An incomplete one has received more than the offset. */
static int repeat(struct exchange *x, const struct upload *u, struct patch *p)
{
    const char *bytes;
    int rc = check_upload(x, u, p);

    if (rc == 0 && request_read(x->request, &bytes) > 0)
        rc = ERR_TOO_LARGE;
    if (rc == 0 && p->checksum != NULL && !checksum_matches(p->checksum))
        rc = ERR_CHECKSUM;
    return rc;
}

int tus_patch(struct exchange *x)
{
    struct app *app = x->app;
    struct patch p = {.length = -1};
    struct intake *in = NULL;
    struct upload u;

    upload_init(&u);
    int rc = tus_patch_parse_request(x, &p);
    if (rc == 0)
        rc = id_parse_capability(&app->secret, x->rest, x->id);
    if (rc == 0)
        rc = intake_open_or_read(app, x->id, LOCK_PATCH, p.offset, x->request, &in, &u);
    if (rc == ERR_FORBIDDEN)
        rc = exchange_fail(x, rc, NO_BYTES);
    if (rc == 0)
        rc = in == NULL ? repeat(x, &u, &p) : tus_patch_append(x, &in, &p);
    upload_free(&u);
    checksum_free(&p.checksum);
    tus_add_expires(x->response, p.expires_at);
    if (rc != 0)
        return rc;
    response_header_int(x->response, "Upload-Offset", p.offset);
    return response_send(x->response, 204, NULL, NULL, 0);
}
