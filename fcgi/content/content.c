/* SPDX-License-Identifier: MIT */
/*
 * RFC 9110 section 14.4: a server without support for partial PUT answers 400. Sections 8.4
 * and 15.5.16: a coding that the server does not decode gets 415, because gzip or aws-chunked data
 * stored as received would pass for the file.
 */
#include "fcgi/content/content.h"

#include "fcgi/app/app.h"
#include "fcgi/content/content_fields.h"
#include "fcgi/uploaders/chunk.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/http/field_parameters.h"
#include "base/error.h"
#include "fcgi/http/request_protocol.h"
#include "fcgi/resumable/resumable_request.h"

#include <string.h>

static const char *field_or_null(const struct request *r, const char *name)
{
    const char *value = request_header(r, name);

    return value == NULL || *value == '\0' ? NULL : value;
}

static int check_codings(struct exchange *x)
{
    const char *content = request_header(x->request, "Content-Encoding");
    const char *transfer = request_header(x->request, "Transfer-Encoding");

    if (content_is_plain(content, NULL) && content_is_plain(transfer, "chunked"))
        return 0;
    response_header(x->response, "Accept-Encoding", "identity"); /* section 12.5.3 */
    return exchange_fail(x, ERR_CODING, "Send the bytes of the file without an encoding");
}

/* Whether it is a chunk of jQuery File Upload, which is joined here. */
static bool brings_chunk(struct exchange *x)
{
    struct dialect_view v;

    dialect_read(x->request, &v);
    return dialect_of_chunk(x, &v) != NULL;
}

static int check_range(struct exchange *x)
{
    const char *type = request_header(x->request, "Content-Type");
    const char *range = field_or_null(x->request, "Content-Range");
    bool posted = strcmp(request_method(x->request), "POST") == 0 && !tus_is_spoken(x->request) &&
                  !resumable_is_spoken(x->request);

    if (type != NULL && field_parameters_is(type, strlen(type), "multipart/byteranges"))
        return exchange_fail(x, ERR_PART, "multipart/byteranges are parts of a file");
    if (field_or_null(x->request, "X-Content-Range") != NULL)
        return exchange_fail(x, ERR_PART, "X-Content-Range says that this is a part of a file");
    if (range == NULL || (posted && (chunk_range_of_whole(range) >= 0 || brings_chunk(x))))
        return 0;
    return exchange_fail(x, ERR_PART,
                         "Content-Range says that this is a part of a file: tus and the IETF draft "
                         "send parts, everything else whole files");
}

/* The draft allows this in any request, also with a form (Apple's URLSession sends it so). */
static bool is_incomplete(const struct request *r)
{
    struct resumable_request q;

    resumable_read(r, &q);
    return q.has_complete && !q.complete;
}

/* Refuses the fields of upload protocols in requests that use no such protocol, and in forms and
 * PUT. */
static int check_upload_fields(struct exchange *x)
{
    static const char *const parts[] = {"Upload-Offset", "Upload-Concat", "Upload-Defer-Length"};
    const struct request *r = x->request;
    const char *type = request_header(r, "Content-Type");
    int64_t length;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (field_or_null(r, parts[i]) != NULL)
            return exchange_fail(x, ERR_PART, "%s says that this is a part of a file", parts[i]);
    if (type != NULL && field_parameters_is(type, strlen(type), TUS_MEDIA_TYPE))
        return exchange_fail(x, ERR_PART, TUS_MEDIA_TYPE " is a part of a file: send it by PATCH");
    if (field_or_null(r, "Upload-Length") != NULL && !form_is_spoken(r) &&
        (request_parse_number(request_header(r, "Upload-Length"), &length) != 0 ||
         length != request_content_length(r)))
        return exchange_fail(x, ERR_PART, "Upload-Length is not the length of the body");
    return 0;
}

/* FilePond begins by POST and sends chunks by PATCH, both to the collection. */
static int check_filepond(struct exchange *x)
{
    const struct app *app = x->app;
    const struct dialect *d = dialect_of(DIALECT_FILEPOND);
    char id[1];
    bool is_chunk = request_query_value(x->request, "patch", id, sizeof id) != ERR_NOT_FOUND;

    if (!dialect_is_enabled(&app->config, d))
        return dialect_refuse(x, d);
    if (*x->rest == '\0' && strcmp(request_method(x->request), is_chunk ? "PATCH" : "POST") == 0)
        return 0;
    return exchange_fail(x, ERR_PART,
                         "Send FilePond's chunks by PATCH to the URL of the collection");
}

/* Forms, and bodies that become files, are stored as whole files by every protocol. */
static int check_whole(struct exchange *x)
{
    const char *method = request_method(x->request);
    bool form = form_is_spoken(x->request);
    bool put = strcmp(method, "PUT") == 0;

    int rc = dialect_is_filepond(x->request) ? check_filepond(x) : 0;
    if (rc != 0)
        return rc;
    if (put && form)
        return exchange_fail(x, ERR_MEDIA_TYPE, "Send forms by POST");
    if (form && is_incomplete(x->request))
        return exchange_fail(x, ERR_PART, "Send a form in one request");
    /* On the collection, a tus creation refuses a form by its media type. Below it there is no tus
     * creation. */
    bool creation = tus_is_spoken(x->request) && *x->rest == '\0';
    if ((form && !creation) || (put && !resumable_is_spoken(x->request)))
        return check_upload_fields(x);
    return 0;
}

int content_check(struct exchange *x)
{
    int rc = check_codings(x);

    if (rc == 0)
        rc = check_range(x);
    return rc != 0 ? rc : check_whole(x);
}
