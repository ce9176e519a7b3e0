/* SPDX-License-Identifier: MIT */
/*
 * Upload creation (the draft's section 4.2). The upload is created before its content is read, so
 * that a client that knows its URL can resume after any interruption.
 */
#include "fcgi/resumable/resumable.h"

#include "fcgi/app/app.h"
#include "fcgi/resumable/digest_fields.h"
#include "fcgi/http/field_parameters.h"
#include "base/error.h"
#include "fcgi/intake/intake.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/resumable/resumable_answer.h"
#include "fcgi/resumable/resumable_body.h"
#include "fcgi/intake/tus_metadata.h"
#include "fcgi/http/request_protocol.h"
#include "fcgi/intake/declared_file.h"

#include <string.h>

#define LIMITS_MAX 256

/* What the request says about the file; the offer borrows from it. */
struct description {
    struct buffer path, name, type;
    struct tus_metadata metadata;
};

static void description_free(struct description *d)
{
    buffer_free(&d->path);
    buffer_free(&d->name);
    buffer_free(&d->type);
    tus_metadata_free(&d->metadata);
}

/* The draft does not know Upload-Metadata. A site that works with metadata must not lose any; any
 * other site ignores what it cannot read. */
static int refuse_metadata(struct exchange *x)
{
    const struct app *app = x->app;
    char *const *names = app->config.metadata_fields;

    if (names == NULL || *names == NULL)
        return 0;
    return exchange_fail(x, ERR_BAD_METADATA,
                         "Upload-Metadata is malformed, or longer than %lld bytes",
                         (long long)app->config.max_metadata);
}

/* tus-js-client describes the file in tus' Upload-Metadata even when it uses the draft. */
static int read_metadata(struct exchange *x, struct description *d, struct intake_offer *offer)
{
    const struct app *app = x->app;
    const char *field = request_header(x->request, "Upload-Metadata");

    if (field == NULL || *field == '\0')
        return 0;
    if ((int64_t)strlen(field) > app->config.max_metadata ||
        tus_metadata_parse(field, &d->metadata) != 0)
        return refuse_metadata(x);
    if (d->metadata.name != NULL)
        offer->name = d->metadata.name;
    offer->other_names[0] = d->metadata.other_name;
    offer->type = d->metadata.type;
    offer->metadata = field;
    return 0;
}

/* In a PUT the URL names the file. */
static int read_path(struct exchange *x, struct description *d, struct intake_offer *offer)
{
    if (*x->rest == '\0')
        return 0;
    int rc = declared_file_name(x, &d->path);
    if (rc == 0)
        offer->name = buffer_text(&d->path);
    return rc;
}

/* Fields of the representation take precedence. */
static int resumable_create_describe(struct exchange *x, struct description *d,
                                     struct intake_offer *offer)
{
    const char *disposition = request_header(x->request, "Content-Disposition");
    const char *type = declared_file_type(x->request);

    int rc = read_path(x, d, offer);
    if (rc == 0)
        rc = read_metadata(x, d, offer);
    if (rc != 0)
        return rc;
    if (disposition != NULL &&
        field_parameters_filename(disposition, strlen(disposition), &d->name) == 0) {
        offer->name = buffer_text(&d->name);
        offer->other_names[1] = d->metadata.name;
    }
    if (type == NULL || resumable_is_media_type(x->request))
        return 0;
    buffer_add(&d->type, type, strcspn(type, "; \t")); /* without parameters */
    if (buffer_error(&d->type) == 0)
        offer->type = buffer_text(&d->type);
    return 0;
}

static int resumable_create_make(struct exchange *x, int64_t length, struct upload *u_out)
{
    struct intake_offer offer = {
        .size = length, .by = &x->principal, .exchange = x, .open_end = true};
    struct description d = {.metadata = {0}};
    char expected[DIGEST_TEXT_SIZE];

    buffer_init(&d.path, DECLARED_NAME_MAX);
    buffer_init(&d.name, INTAKE_NAME_MAX * 4);
    buffer_init(&d.type, INTAKE_TYPE_MAX);
    if (digest_field_read(request_header(x->request, "Repr-Digest"), expected))
        offer.expected = expected;
    int rc = resumable_create_describe(x, &d, &offer);
    if (rc == 0)
        rc = intake_create(x->app, &offer, u_out);
    if (rc == 0)
        memcpy(x->id, u_out->id, ID_SIZE);
    description_free(&d);
    return rc;
}

/* From here on every answer to this request contains the upload's URL. */
static int resumable_create_announce(struct exchange *x, const struct upload *u,
                                     struct interim *interim)
{
    struct buffer url, limits;

    buffer_init(&url, REQUEST_URLS_MAX);
    buffer_init(&limits, LIMITS_MAX);
    int rc = request_urls_add_upload(x->app, x->request, u->id, &url);
    if (rc == 0) {
        resumable_add_limits(x, u, &limits);
        interim_location(interim, buffer_text(&url), buffer_text(&limits));
        response_header(x->response, "Location", buffer_text(&url));
    }
    buffer_free(&url);
    buffer_free(&limits);
    return rc;
}

/* Receives the request's content into the new upload *u, and answers. */
static int resumable_create_receive(struct exchange *x, const struct resumable_request *q,
                                    struct interim *interim, struct upload *u)
{
    struct intake *in = NULL;
    int rc = intake_open(x->app, x->id, LOCK_POST, x->request, &in);

    if (rc != 0)
        return rc;
    upload_free(u);
    rc = resumable_receive(x, q, interim, &in, u);
    if (rc != 0)
        return rc;
    return u->complete ? resumable_send_final(x, q, u) : resumable_send_state(x, q, 201, u);
}

int resumable_create(struct exchange *x)
{
    struct resumable_request q;
    struct interim interim;
    struct upload u;
    int64_t length = -1;

    upload_init(&u);
    resumable_read(x->request, &q);
    interim_init(&interim, x, &q);
    if (!q.has_complete)
        return exchange_fail(x, ERR_BAD_REQUEST, "Upload-Complete must be ?0 or ?1");
    if (q.offset > 0)
        return exchange_fail(x, ERR_PART, "A new upload begins at offset 0");
    int rc = resumable_stated_length(&q, 0, &length);
    if (rc == 0)
        rc = resumable_create_make(x, length, &u);
    if (rc != 0)
        return resumable_refuse(x, &q, NULL, rc);
    rc = resumable_create_announce(x, &u, &interim);
    bool ends = q.complete || resumable_ends_by_length(&q, &u);
    if (rc == 0 && (ends || request_has_body(x->request)))
        rc = resumable_create_receive(x, &q, &interim, &u);
    else if (rc == 0)
        rc = resumable_send_state(x, &q, 201, &u);
    upload_free(&u);
    return rc;
}
