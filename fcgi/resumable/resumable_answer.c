/* SPDX-License-Identifier: MIT */
/*
 * The draft's answers: state, limits, problem types, and the final answer of an upload.
 */
#include "fcgi/resumable/resumable_answer.h"

#include "fcgi/app/app.h"
#include "base/clock.h"
#include "base/error.h"
#include "fcgi/http/structured_fields.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/app/upload_answer.h"

#include <stdio.h>
#include <string.h>

#define LIMITS_MAX 256
#define MEMBERS_MAX 128
#define DOCUMENT_MAX 65536
#define PROBLEM_TYPES "https://iana.org/assignments/http-problem-types#"

/* How long an incomplete upload is kept, in ms: u, or a new one if u is NULL. 0: without limit. */
static int64_t lifetime_ms(const struct config *c, const struct upload *u)
{
    if (u == NULL)
        return c->expire_after_ms;
    if (u->complete || u->expires_at == 0)
        return 0;
    int64_t left_ms = u->expires_at - clock_wall_ms();
    return left_ms > 0 ? left_ms : 1;
}

/* The site's size limit, or the owner's if that is smaller; 0: none. */
static int64_t size_limit(const struct exchange *x, const struct upload *u)
{
    const struct app *app = x->app;
    int64_t site = app->config.max_size;
    int64_t own = u == NULL ? x->principal.max_size : u->max_size;

    return own > 0 && (site == 0 || own < site) ? own : site;
}

void resumable_add_limits(const struct exchange *x, const struct upload *u, struct buffer *b)
{
    const struct app *app = x->app;
    const struct config *c = &app->config;
    int64_t max = size_limit(x, u);
    size_t before = b->len;

    if (max > 0)
        structured_fields_add_integer(b, "max-size", max);
    if (c->chunk_size > 0)
        structured_fields_add_integer(b, "max-append-size", c->chunk_size);
    int64_t left_ms = lifetime_ms(c, u);
    if (left_ms > 0)
        structured_fields_add_integer(b, "max-age", left_ms / 1000);
    if (b->len == before)
        structured_fields_add_integer(b, "min-size", 0);
}

void resumable_header_limits(struct exchange *x, const struct upload *u)
{
    struct buffer b;

    buffer_init(&b, LIMITS_MAX);
    resumable_add_limits(x, u, &b);
    response_header(x->response, "Upload-Limit", buffer_text(&b));
    buffer_free(&b);
}

void resumable_header_offset(struct exchange *x, int64_t offset)
{
    response_header_int(x->response, "Upload-Offset", offset);
}

void resumable_header_complete(struct exchange *x, const struct resumable_request *q, bool complete)
{
    if (q->inverse)
        response_header(x->response, "Upload-Incomplete", complete ? "?0" : "?1");
    else
        response_header(x->response, "Upload-Complete", complete ? "?1" : "?0");
}

int resumable_send_state(struct exchange *x, const struct resumable_request *q, int status,
                         const struct upload *u)
{
    resumable_header_offset(x, u->received);
    resumable_header_complete(x, q, u->complete);
    resumable_header_limits(x, u);
    if (q->version != 0)
        response_header_int(x->response, "Upload-Draft-Interop-Version", q->version);
    response_header(x->response, "Cache-Control", "no-store");
    return response_send(x->response, status, NULL, NULL, 0);
}

/* --- the final answer --- */

static void resumable_answer_add_text(struct buffer *b, const char *name, const char *value)
{
    buffer_addf(b, ",\"%s\":", name);
    if (value == NULL)
        buffer_add_string(b, "null");
    else
        buffer_add_json_string(b, value);
}

static int send_stored(struct exchange *x, const struct upload *u)
{
    struct buffer url, body;

    buffer_init(&url, REQUEST_URLS_MAX);
    buffer_init(&body, DOCUMENT_MAX);
    int rc = request_urls_add_upload(x->app, x->request, u->id, &url);
    if (rc == 0)
        rc = upload_answer_describe(x, u, NULL, &body);
    if (rc == 0) {
        response_header(x->response, "Location", buffer_text(&url));
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 201, "application/json", body.data, body.len);
    }
    buffer_free(&url);
    buffer_free(&body);
    return rc;
}

/* Sends the failure stored in the record as a problem document. */
static int send_failure(struct exchange *x, const struct failure *f)
{
    int status = f->status >= 400 && f->status <= 599 ? f->status : 500;
    struct buffer b;

    buffer_init(&b, DOCUMENT_MAX);
    buffer_add_string(&b, "{\"type\":\"about:blank\",\"title\":");
    buffer_add_json_string(&b, f->message == NULL ? "The upload failed" : f->message);
    buffer_addf(&b, ",\"status\":%d", status);
    resumable_answer_add_text(&b, "code", f->code);
    buffer_add_char(&b, '}');
    int rc = buffer_error(&b);
    response_header(x->response, "Cache-Control", "no-store");
    if (rc == 0)
        rc = response_send(x->response, status, "application/problem+json", b.data, b.len);
    buffer_free(&b);
    return rc;
}

int resumable_send_final(struct exchange *x, const struct resumable_request *q,
                         const struct upload *u)
{
    resumable_header_offset(x, u->received);
    resumable_header_complete(x, q, true);
    if (q->version != 0)
        response_header_int(x->response, "Upload-Draft-Interop-Version", q->version);
    return u->state == STATE_FAILED ? send_failure(x, &u->failure) : send_stored(x, u);
}

/* --- problems --- */

static const char *problem_type(int err)
{
    switch (err) {
    case ERR_OFFSET:
        return PROBLEM_TYPES "mismatching-upload-offset";
    case ERR_LENGTHS:
        return PROBLEM_TYPES "inconsistent-upload-length";
    case ERR_COMPLETED:
        return PROBLEM_TYPES "completed-upload";
    default:
        return NULL;
    }
}

int resumable_refuse(struct exchange *x, const struct resumable_request *q, const struct upload *u,
                     int err)
{
    const char *type = problem_type(err);
    char members[MEMBERS_MAX] = "";

    if (u != NULL) {
        resumable_header_offset(x, u->received);
        resumable_header_complete(x, q, u->complete);
    }
    if (error_status(err) == 413)
        resumable_header_limits(x, u);
    if (err == ERR_OFFSET && u != NULL)
        (void)snprintf(members, sizeof members,
                       "\"expected-offset\":%lld,\"provided-offset\":%lld,", (long long)u->received,
                       (long long)q->offset);
    if (type != NULL)
        (void)response_problem_typed(x->response, err, x->detail, type, members);
    return err;
}
