/* SPDX-License-Identifier: MIT */
/*
 * Sends files of the spool: by itself, or through the web server. A complete file never changes, so
 * that its tag is good forever.
 */
#include "fcgi/download/download.h"

#include "fcgi/app/app.h"
#include "base/error.h"
#include "fcgi/http/etag.h"
#include "base/json.h"
#include "fcgi/download/delivered.h"
#include "fcgi/download/file_fields.h"
#include "fcgi/download/named_upload.h"
#include "fcgi/app/sender_limits.h"
#include "fcgi/download/range.h"
#include "fcgi/download/sendfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TAG_SIZE 128
#define PIECE_BYTES 65536
#define RESULT_DEPTH 8
#define RETRY_AFTER_S 2

/* The file's digest if known. Otherwise the id is enough, because a complete file never changes. */
static void make_tag(const struct upload *u, char tag[TAG_SIZE])
{
    struct json *result = NULL;
    const char *digest = NULL;

    if (u->result != NULL && json_parse(u->result, strlen(u->result), RESULT_DEPTH, &result) == 0)
        digest = json_get_string(result, "sha256", NULL);
    if (digest != NULL && strspn(digest, "0123456789abcdef") == 64 && digest[64] == '\0')
        (void)snprintf(tag, TAG_SIZE, "\"%s\"", digest);
    else
        (void)snprintf(tag, TAG_SIZE, "\"%s-%lld\"", u->id, (long long)u->size);
    json_free(&result);
}

static void add_disposition(struct response *p, const char *kind, const struct upload *u)
{
    struct buffer b;

    buffer_init(&b, FILE_FIELDS_MAX);
    file_fields_add_disposition(&b, kind, u);
    response_header(p, "Content-Disposition", buffer_text(&b));
    buffer_free(&b);
}

static int download_load(struct exchange *x, struct upload *u)
{
    struct app *app = x->app;
    int rc = store_load(app->store, x->id, u);

    if (rc != 0)
        return rc;
    if (!u->complete || u->state == STATE_QUEUED || u->state == STATE_PROCESSING)
        return ERR_NOT_FINISHED;
    if (u->state != STATE_DONE || u->location == NULL)
        return ERR_GONE;
    if (strcmp(u->location, UPLOAD_DELIVERED) == 0)
        return ERR_DELIVERED;
    return strcmp(u->location, "data") == 0 ? 0 : ERR_GONE;
}

bool download_is_meant(struct exchange *x)
{
    struct upload u;

    upload_init(&u);
    int rc = named_upload_find(x, x->id);
    if (rc == 0)
        rc = download_load(x, &u);
    upload_free(&u);
    return rc == 0 || rc == ERR_DELIVERED;
}

static int send_bytes(struct exchange *x, int fd, int64_t at, int64_t left)
{
    char piece[PIECE_BYTES];

    while (left > 0) {
        size_t want = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;
        ssize_t n = pread(fd, piece, want, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_IO;
        int rc = response_write(x->response, piece, (size_t)n);
        if (rc != 0)
            return rc;
        at += n;
        left -= n;
    }
    return 0;
}

static int send_range(struct exchange *x, const struct upload *u, const struct range *r)
{
    const struct app *app = x->app;
    bool body = response_wants_body(x->response);
    char field[96];
    int fd;

    /* A download holds a thread while the client reads, as an upload's body does. */
    int rc = body ? sender_limits_take(x) : 0;
    if (rc == 0)
        rc = store_open_data(app->store, u->id, false, &fd);
    if (rc != 0)
        return rc;
    if (r->kind == RANGE_PART) {
        (void)snprintf(field, sizeof field, "bytes %lld-%lld/%lld", (long long)r->first,
                       (long long)(r->first + r->length - 1), (long long)u->size);
        response_header(x->response, "Content-Range", field);
    }
    rc = response_begin(x->response, r->kind == RANGE_PART ? 206 : 200, file_fields_type(u),
                        r->length);
    if (rc == 0 && body)
        rc = send_bytes(x, fd, r->first, r->length);
    close(fd);
    return rc;
}

/* The requested range; none if If-Range names another version (RFC 9110 section 13.1.5; dates never
 * match). */
static struct range range_asked(const struct exchange *x, const struct upload *u, const char *tag)
{
    const char *condition = request_header(x->request, "If-Range");

    if (condition != NULL && strcmp(condition, tag) != 0)
        return range_parse(NULL, u->size);
    return range_parse(request_header(x->request, "Range"), u->size);
}

static int refuse_range(struct exchange *x, const struct upload *u)
{
    char field[48];

    (void)snprintf(field, sizeof field, "bytes */%lld", (long long)u->size);
    response_header(x->response, "Content-Range", field);
    return ERR_RANGE;
}

static int download_answer(struct exchange *x, const char *kind, const struct upload *u)
{
    const char *known = request_header(x->request, "If-None-Match");
    char tag[TAG_SIZE];

    make_tag(u, tag);
    struct range r = range_asked(x, u, tag);
    if (known != NULL && etag_matches(known, tag)) {
        response_header(x->response, "ETag", tag);
        return response_send(x->response, 304, NULL, NULL, 0);
    }
    if (r.kind == RANGE_NOWHERE)
        return refuse_range(x, u);
    response_header(x->response, "ETag", tag);
    response_header(x->response, "Cache-Control", "private, no-cache");
    response_header(x->response, "Content-Security-Policy", "sandbox; default-src 'none'");
    add_disposition(x->response, kind, u);
    if (sendfile_is_due(x, &r))
        return sendfile_answer(x, u, &r, file_fields_type(u));
    bool range_given = request_header(x->request, "Range") != NULL;
    response_header(x->response, "Accept-Ranges", sendfile_ranges(&r, range_given));
    return send_range(x, u, &r);
}

static int download_refuse_disabled(struct exchange *x)
{
    const struct app *app = x->app;

    return strcmp(app->config.download, "no") != 0
               ? 0
               : exchange_fail(x, ERR_FORBIDDEN, "Downloads are disabled");
}

/* Answers with the file of x->id. */
static int download_send(struct exchange *x, const char *kind)
{
    struct upload u;

    upload_init(&u);
    int rc = download_load(x, &u);
    if (rc == 0)
        rc = download_answer(x, kind, &u);
    else if (rc == ERR_DELIVERED)
        rc = delivered_answer(x, &u);
    /* Only processing is left, so the client should retry. */
    if (rc == ERR_NOT_FINISHED && u.complete)
        response_header_int(x->response, "Retry-After", RETRY_AFTER_S);
    upload_free(&u);
    return rc;
}

int download_get(struct exchange *x)
{
    int rc = download_refuse_disabled(x);

    if (rc == 0)
        rc = named_upload_find(x, x->id);
    return rc == 0 ? download_send(x, "attachment") : rc;
}

int download_get_inline(struct exchange *x)
{
    int rc = download_refuse_disabled(x);

    return rc == 0 ? download_send(x, "inline") : rc;
}
