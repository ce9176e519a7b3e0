/* SPDX-License-Identifier: MIT */
/*
 * The client learns the URL only from the answer, so it cannot resume an interrupted upload: that
 * upload is marked as failed, as in a form. POST differs only in where the name is, because axios,
 * curl --data-binary and uploaders without forms do not put it into the path.
 */
#include "fcgi/form/put.h"

#include "fcgi/http/accept_header.h"
#include "fcgi/app/app.h"
#include "fcgi/uploaders/chunk_body.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/uploaders/fine_uploader.h"
#include "fcgi/form/query_metadata.h"
#include "fcgi/uploaders/jquery_files.h"
#include "fcgi/http/field_parameters.h"
#include "base/error.h"
#include "fcgi/intake/intake.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/http/query.h"
#include "fcgi/http/request_protocol.h"
#include "fcgi/intake/declared_file.h"
#include "fcgi/app/upload_answer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_BYTES (DECLARED_NAME_MAX / 3)
#define ANSWER_MAX 65536
#define UUID_MAX 64
#define SUCCESS "{\"success\":true," /* Fine Uploader requires it in every answer */

bool put_is_posted(const struct request *r)
{
    static const char *const of_tus[] = {"Upload-Length",       "Upload-Offset", "Upload-Metadata",
                                         "Upload-Defer-Length", "Upload-Concat", "Upload-Checksum"};

    /* A tus client that omits its version must get the tus error. */
    for (size_t i = 0; i < sizeof of_tus / sizeof *of_tus; i++)
        if (request_header(r, of_tus[i]) != NULL)
            return false;
    return request_has_body(r) && !tus_is_spoken(r) && !resumable_is_spoken(r) &&
           !tus_is_media_type(r);
}

/* A page's form in another encoding than multipart/form-data holds only the names of its files.
 * Browsers send such forms when they navigate. Scripts may send a file of any type. */
static int check_type(struct exchange *x)
{
    const char *mode = request_header(x->request, "Sec-Fetch-Mode");
    const char *type = request_header(x->request, "Content-Type");
    bool plain = type != NULL &&
                 (field_parameters_is(type, strlen(type), "application/x-www-form-urlencoded") ||
                  field_parameters_is(type, strlen(type), "text/plain"));
    bool page = mode != NULL ? strcmp(mode, "navigate") == 0
                             : accept_header_wants_page(request_header(x->request, "Accept"));

    if (plain && page)
        return exchange_fail(x, ERR_MEDIA_TYPE, "A form with files must be multipart/form-data");
    if (type != NULL && strncasecmp(type, "multipart/", strlen("multipart/")) == 0 &&
        strcmp(request_method(x->request), "POST") == 0)
        return exchange_fail(x, ERR_MEDIA_TYPE, "The only supported multipart type is form-data");
    return 0;
}

/* The query parameters in which uploaders send the name. */
static int read_query_name(struct exchange *x, struct buffer *out)
{
    static const char *const names[] = {"name", "qqfilename", "resumableFilename", "flowFilename"};
    char name[NAME_MAX_BYTES];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int rc = request_query_value(x->request, names[i], name, sizeof name);
        if (rc == ERR_NOT_FOUND)
            continue;
        if (rc != 0)
            return exchange_fail(x, ERR_BAD_REQUEST, "The name is too long, or has a zero byte");
        buffer_add_utf8(out, name);
        break;
    }
    return buffer_error(out);
}

/* Content-Disposition takes precedence over the path, and the path over the query. */
static int read_name(struct exchange *x, struct buffer *out)
{
    const char *disposition = request_header(x->request, "Content-Disposition");
    int rc = *x->rest != '\0' ? declared_file_name(x, out) : read_query_name(x, out);

    if (rc != 0 || disposition == NULL)
        return rc;
    struct buffer said;
    buffer_init(&said, DECLARED_NAME_MAX);
    if (field_parameters_filename(disposition, strlen(disposition), &said) == 0 && said.len > 0) {
        buffer_reset(out);
        buffer_add(out, said.data, said.len);
    }
    buffer_free(&said);
    return buffer_error(out);
}

/* The name by which Fine Uploader may delete the file; or NULL. */
static const char *put_uuid(const struct exchange *x, char uuid_out[UUID_MAX])
{
    return request_query_value(x->request, "qquuid", uuid_out, UUID_MAX) == 0 ? uuid_out : NULL;
}

static int put_create_upload(struct exchange *x, const char *name, const char *fields,
                             bool *is_whole_out)
{
    char uuid[UUID_MAX];
    int64_t length = request_content_length(x->request);
    const struct intake_offer offer = {
        .size = length >= 0 || request_has_body(x->request) ? length : 0,
        .name = *name != '\0' ? name : NULL,
        .type = declared_file_type(x->request),
        .fields = fields,
        .by = &x->principal,
        .exchange = x,
        .body = x->request,
    };
    struct upload u;
    int rc = fine_uploader_create(x, put_uuid(x, uuid), &offer, &u);

    if (rc != 0)
        return rc;
    memcpy(x->id, u.id, ID_SIZE);
    *is_whole_out = u.complete;
    upload_free(&u);
    return 0;
}

/* Creates the upload, and stores it if it is brief. */
static int put_begin(struct exchange *x, const char *name, bool *is_whole_out)
{
    char *fields = NULL;
    int rc = query_metadata_need(x, &fields);

    if (rc == 0)
        rc = put_create_upload(x, name, fields, is_whole_out);
    free(fields);
    return rc;
}

static int put_receive(struct exchange *x, const struct dialect_view *said)
{
    struct intake *in = NULL;
    int rc = intake_open(x->app, x->id, LOCK_POST, x->request, &in);

    if (rc != 0)
        return rc;
    if (!intake_upload(in)->complete) {
        rc = intake_receive(in, x->request);
        if (rc == 0)
            rc = dialect_check(x, said, intake_upload(in)->received);
        if (rc == 0)
            return intake_finish(&in);
        intake_fail(&in, rc);
    }
    intake_leave(&in);
    return rc;
}

static int put_add_files(struct exchange *x, const struct upload *u, struct buffer *b)
{
    if (!jquery_files_are_shown(x->request))
        return buffer_error(b);
    b->len--; /* the closing brace */
    buffer_add_string(b, ",\"files\":[");
    int rc = jquery_files_add(x, u, NULL, b);
    buffer_add_string(b, "]}");
    return rc != 0 ? rc : buffer_error(b);
}

static int put_answer(struct exchange *x)
{
    struct app *app = x->app;
    struct buffer url, described, body;
    struct upload u;
    int rc = store_load(app->store, x->id, &u);

    if (rc != 0)
        return rc;
    buffer_init(&url, REQUEST_URLS_MAX);
    buffer_init(&described, ANSWER_MAX);
    buffer_init(&body, 2 * ANSWER_MAX);
    rc = request_urls_add_upload(app, x->request, x->id, &url);
    if (rc == 0)
        rc = upload_answer_describe(x, &u, NULL, &described);
    if (rc == 0) {
        buffer_add_string(&body, SUCCESS);
        buffer_add(&body, described.data + 1, described.len - 1);
        rc = put_add_files(x, &u, &body);
    }
    if (rc == 0) {
        response_header(x->response, "Location", buffer_text(&url));
        rc = response_send(x->response, 201, "application/json", body.data, body.len);
    }
    buffer_free(&url);
    buffer_free(&described);
    buffer_free(&body);
    upload_free(&u);
    return rc;
}

/* The body is a whole file, or one chunk of it. */
static int put_file(struct exchange *x, const struct dialect_view *said, const char *name)
{
    const struct dialect *d = dialect_of_chunk(x, said);

    if (d != NULL) {
        const struct chunk_file file = {.name = *name != '\0' ? name : NULL,
                                        .type = declared_file_type(x->request),
                                        .make_fields = query_metadata_need,
                                        .arg = x};
        return chunk_body_receive(x, d, &file);
    }
    bool is_whole;
    int rc = dialect_check(x, said, request_content_length(x->request));
    if (rc == 0)
        rc = put_begin(x, name, &is_whole);
    if (rc == 0 && !is_whole)
        rc = put_receive(x, said);
    return rc == 0 ? put_answer(x) : rc;
}

int put_create(struct exchange *x)
{
    struct dialect_view said;
    struct buffer name;

    buffer_init(&name, DECLARED_NAME_MAX);
    dialect_read(x->request, &said);
    int rc = check_type(x);
    if (rc == 0)
        rc = dialect_check(x, &said, -1);
    if (rc == 0)
        rc = read_name(x, &name);
    if (rc == 0)
        rc = jquery_files_decode_name(x->request, &name);
    if (rc == 0)
        rc = put_file(x, &said, buffer_text(&name));
    buffer_free(&name);
    return rc;
}
