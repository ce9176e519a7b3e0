/* SPDX-License-Identifier: MIT */
/*
 * POST on the collection: creation and creation-with-upload.
 */
#include "tus.h"

#include "app.h"
#include "error.h"
#include "intake.h"
#include "links.h"
#include "tus_metadata.h"

#include <string.h>

static int parse_length(struct exchange *x, int64_t *out)
{
    const char *text = request_header(x->request, "Upload-Length");

    if (request_header(x->request, "Upload-Defer-Length") != NULL)
        return exchange_fail(x, ERR_BAD_LENGTH,
                             "Deferred lengths are not offered: send Upload-Length");
    if (request_parse_number(text, out) != 0)
        return exchange_fail(x, ERR_BAD_LENGTH, "Upload-Length must be a decimal number of bytes");
    return 0;
}

/* Bodies that creation-with-upload does not know are refused before anything is made. */
static int check_body(struct exchange *x, int64_t size)
{
    int64_t length = request_content_length(x->request);

    if (!request_has_body(x->request))
        return 0;
    if (!tus_is_media_type(x->request))
        return exchange_fail(x, ERR_MEDIA_TYPE, "A creation with bytes must be " TUS_MEDIA_TYPE);
    if (length > size)
        return exchange_fail(x, ERR_TOO_LARGE, "The body is longer than Upload-Length");
    return 0;
}

static int parse_offer(struct exchange *x, struct tus_metadata *m, struct intake_offer *out)
{
    const struct app *app = x->app;
    const char *field = request_header(x->request, "Upload-Metadata");

    int rc = parse_length(x, &out->size);
    if (rc == 0)
        rc = check_body(x, out->size);
    if (rc != 0 || field == NULL || *field == '\0')
        return rc;
    if ((int64_t)strlen(field) > app->config.max_metadata)
        return exchange_fail(x, ERR_BAD_METADATA, "Upload-Metadata is longer than %lld bytes",
                             (long long)app->config.max_metadata);
    rc = tus_metadata_parse(field, m);
    out->name = m->name;
    out->type = m->type;
    out->metadata = field;
    return rc;
}

static int send_created(struct exchange *x, int64_t offset)
{
    const struct app *app = x->app;
    struct buffer url;

    buffer_init(&url, LINKS_MAX);
    int rc = links_add_upload(app, x->request, x->id, &url);
    if (rc == 0) {
        response_header(x->response, "Location", buffer_text(&url));
        if (offset >= 0)
            response_header_int(x->response, "Upload-Offset", offset);
        rc = response_send(x->response, 201, NULL, NULL, 0);
    }
    buffer_free(&url);
    return rc;
}

/* Stores the bytes that came along. The upload exists by now, so whatever happens to them the answer is
 * 201 with the offset reached: the client goes on from there. */
static int receive_along(struct exchange *x, int64_t *offset_out)
{
    struct app *app = x->app;
    struct intake *in = NULL;
    int rc = intake_open(app, x->id, LOCK_POST, x->request, &in);

    if (rc != 0)
        return rc;
    rc = intake_receive(in, x->request);
    *offset_out = intake_upload(in)->received;
    if (intake_is_full(in))
        return intake_finish(&in);
    intake_leave(&in);
    return rc == ERR_INTERRUPTED || rc == ERR_BUSY ? 0 : rc;
}

int tus_create(struct exchange *x)
{
    struct tus_metadata m = {0};
    struct intake_offer offer = {.size = -1, .by = &x->principal, .exchange = x};
    struct upload u;
    int64_t offset = -1;

    upload_init(&u);
    int rc = tus_check_version(x);
    if (rc == 0)
        rc = parse_offer(x, &m, &offer);
    if (rc == 0)
        rc = intake_create(x->app, &offer, &u);
    if (rc == 0) {
        memcpy(x->id, u.id, ID_SIZE);
        if (request_has_body(x->request) && offer.size > 0)
            rc = receive_along(x, &offset);
    }
    if (rc == 0)
        rc = send_created(x, offset);
    upload_free(&u);
    tus_metadata_free(&m);
    return rc;
}
