/* SPDX-License-Identifier: MIT */
/*
 * POST on the collection: creation, creation-defer-length, creation-with-upload, and partial and
 * final uploads of concatenation.
 */
#include "fcgi/tus/tus.h"

#include "fcgi/app/app.h"
#include "base/error.h"
#include "fcgi/intake/intake.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/tus/tus_concat.h"
#include "fcgi/intake/tus_metadata.h"
#include "fcgi/http/request_protocol.h"

#include <string.h>

/* A creation's parameters and its results for the answer. */
struct creation {
    struct intake_offer offer;
    enum tus_concat concat;
    struct checksum *checksum; /* checksum of the body, or NULL */
    int64_t offset;            /* offset after the body; -1: no body */
    int64_t expires_at;        /* wall clock, ms; 0: does not expire */
};

/* Exactly one of the two fields is required; neither for a final upload, whose parts give the
 * length. */
static int parse_length(struct exchange *x, struct creation *c)
{
    const char *length = request_header(x->request, "Upload-Length");
    const char *defer = request_header(x->request, "Upload-Defer-Length");

    if (c->concat == TUS_CONCAT_FINAL)
        return length == NULL && defer == NULL
                   ? 0
                   : exchange_fail(x, ERR_BAD_LENGTH,
                                   "The parts determine the length of a final upload");
    if (defer != NULL && strcmp(defer, "1") != 0)
        return exchange_fail(x, ERR_BAD_LENGTH, "Upload-Defer-Length must be 1");
    if (defer != NULL && length != NULL)
        return exchange_fail(x, ERR_BAD_LENGTH,
                             "Upload-Length and Upload-Defer-Length exclude each other");
    return defer == NULL ? tus_parse_length(x, length, &c->offer.size) : 0;
}

/* Refuses a body that creation-with-upload does not allow, before the upload is created. */
static int check_body(struct exchange *x, const struct creation *c)
{
    const struct app *app = x->app;
    int64_t max = c->offer.size >= 0 ? c->offer.size : app->config.max_size;
    bool limited = c->offer.size >= 0 || max > 0;

    if (!request_has_body(x->request))
        return 0;
    if (c->concat == TUS_CONCAT_FINAL)
        return exchange_fail(x, ERR_BAD_CONCAT, "A final upload accepts no bytes");
    if (!tus_is_media_type(x->request))
        return exchange_fail(x, ERR_MEDIA_TYPE, "The Content-Type must be " TUS_MEDIA_TYPE);
    if (limited && request_content_length(x->request) > max)
        return exchange_fail(x, ERR_TOO_LARGE, "The body is longer than the upload may be");
    return 0;
}

static int parse_metadata(struct exchange *x, struct tus_metadata *m, struct intake_offer *out)
{
    const struct app *app = x->app;
    const char *field = request_header(x->request, "Upload-Metadata");

    if (field == NULL || *field == '\0')
        return 0;
    if ((int64_t)strlen(field) > app->config.max_metadata)
        return exchange_fail(x, ERR_BAD_METADATA, "Upload-Metadata is longer than %lld bytes",
                             (long long)app->config.max_metadata);
    int rc = tus_metadata_parse(field, m);
    out->name = m->name;
    out->other_names[0] = m->other_name;
    out->type = m->type;
    out->metadata = field;
    return rc;
}

/* Some clients send Upload-Offset with the first bytes; it can only be 0. */
static int check_offset(struct exchange *x)
{
    const char *field = request_header(x->request, "Upload-Offset");
    int64_t offset;

    if (field == NULL || (request_parse_number(field, &offset) == 0 && offset == 0))
        return 0;
    return exchange_fail(x, ERR_PART, "A new upload begins at offset 0");
}

static int tus_create_parse_request(struct exchange *x, struct tus_metadata *m, struct creation *c)
{
    c->offer.concat = request_header(x->request, "Upload-Concat");
    int rc = tus_concat_parse(c->offer.concat, &c->concat);
    if (rc == 0)
        rc = check_offset(x);
    if (rc == 0)
        rc = parse_length(x, c);
    if (rc == 0)
        rc = check_body(x, c);
    if (rc == 0)
        rc = checksum_parse(request_header(x->request, "Upload-Checksum"), &c->checksum);
    if (rc == 0)
        rc = parse_metadata(x, m, &c->offer);
    c->offer.body = request_has_body(x->request) ? x->request : NULL;
    c->offer.checksum = c->checksum;
    c->offer.kind = c->concat == TUS_CONCAT_PARTIAL ? KIND_PARTIAL : KIND_UPLOAD;
    return rc;
}

static int send_created(struct exchange *x, const struct creation *c)
{
    const struct app *app = x->app;
    struct buffer url;

    buffer_init(&url, REQUEST_URLS_MAX);
    int rc = request_urls_add_upload(app, x->request, x->id, &url);
    if (rc == 0) {
        response_header(x->response, "Location", buffer_text(&url));
        if (c->offset >= 0)
            response_header_int(x->response, "Upload-Offset", c->offset);
        tus_add_expires(x->response, c->expires_at);
        rc = response_send(x->response, 201, NULL, NULL, 0);
    }
    buffer_free(&url);
    return rc;
}

/* Reads the body into the attached upload, and finishes or leaves it. */
static int tus_create_receive(struct exchange *x, struct creation *c, struct intake **in)
{
    int rc = c->checksum == NULL ? 0 : intake_expect(*in, c->checksum);

    if (rc == 0)
        rc = intake_receive(*in, x->request);
    c->offset = intake_upload(*in)->received;
    c->expires_at = intake_upload(*in)->expires_at;
    if (intake_is_full(*in)) {
        c->expires_at = 0;
        rc = intake_finish(in);
    }
    intake_leave(in);
    return rc;
}

/* Stores the body of the creation. The upload exists by now: if the body ends early, the answer is
 * 201 with the offset reached, and the client resumes there. If the checksum does not match, the
 * upload is removed. */
static int receive_along(struct exchange *x, struct creation *c)
{
    struct app *app = x->app;
    struct intake *in = NULL;
    int rc = intake_open(app, x->id, LOCK_POST, x->request, &in);

    if (rc != 0)
        return rc;
    rc = tus_create_receive(x, c, &in);
    if (rc == ERR_CHECKSUM)
        (void)intake_remove(app, x->id);
    if (rc == ERR_NO_SPACE && c->offset < c->offer.size)
        rc = 0; /* the client resumes once there is space */
    return rc == ERR_INTERRUPTED || rc == ERR_BUSY || rc == ERR_TIMEOUT ? 0 : rc;
}

static int tus_create_create(struct exchange *x, struct creation *c)
{
    struct upload u;

    if (c->concat == TUS_CONCAT_FINAL)
        return tus_concat_create(x, &c->offer, &c->expires_at);
    int rc = intake_create(x->app, &c->offer, &u);
    if (rc != 0)
        return rc;
    memcpy(x->id, u.id, ID_SIZE);
    c->expires_at = u.complete ? 0 : u.expires_at;
    if (!u.complete && request_has_body(x->request))
        rc = receive_along(x, c);
    else if (u.received > 0)
        c->offset = u.received;
    upload_free(&u);
    return rc;
}

int tus_create(struct exchange *x)
{
    struct tus_metadata m = {0};
    struct creation c = {.offer = {.size = -1, .by = &x->principal, .exchange = x}, .offset = -1};

    int rc = tus_check_version(x);
    if (rc == 0)
        rc = tus_create_parse_request(x, &m, &c);
    if (rc == 0)
        rc = tus_create_create(x, &c);
    if (rc == 0)
        rc = send_created(x, &c);
    checksum_free(&c.checksum);
    tus_metadata_free(&m);
    return rc;
}
