/* SPDX-License-Identifier: MIT */
/*
 * Most uploaders take any body, and parse it only if its type is application/json. What each needs
 * is a member or a header field more.
 */
#include "fcgi/uploaders/chunk_answer.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/app/public_base.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/app/upload_answer.h"
#include "fcgi/http/scheme.h"
#include "fcgi/uploaders/jquery_files.h"
#include "fcgi/uploaders/visitor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ANSWER_MAX 65536
#define RANGE_SIZE 48
#define LOCATION_MAX 8192
#define VISITOR_PARAMETER "loadline_visitor"
#define STATUS_REDIRECT 307
#define STATUS_LOCKED 423
#define STATUS_TOO_MANY 429
#define STATUS_TIMEOUT 408
#define RETRY_AFTER_S 1
#define STATUS_SERVER 500

void chunk_answer_range(struct exchange *x, const struct dialect *d, int64_t end)
{
    char range[RANGE_SIZE];

    if (!d->by_range || end == 0)
        return;
    (void)snprintf(range, sizeof range, "bytes=0-%" PRId64, end - 1);
    response_header(x->response, "Range", range);
}

static int chunk_answer_make_files(struct exchange *x, const struct upload *u, struct buffer *b)
{
    buffer_add_string(b, "{\"files\":[");
    int rc = jquery_files_add(x, u, NULL, b);
    buffer_add_string(b, "]}");
    return rc != 0 ? rc : buffer_error(b);
}

static int chunk_answer_make(struct exchange *x, const struct dialect *d, const struct upload *u,
                             struct buffer *b)
{
    if (d->voice == DIALECT_FILES)
        return chunk_answer_make_files(x, u, b);
    buffer_add_string(b, "{\"success\":true,\"uploads\":["); /* Fine Uploader requires success */
    int rc = upload_answer_describe(x, u, NULL, b);
    buffer_add_string(b, "]}");
    return rc != 0 ? rc : buffer_error(b);
}

int chunk_answer_stored(struct exchange *x, const struct dialect *d, const struct upload *u)
{
    struct buffer body;

    if (d->voice == DIALECT_TEXT)
        return response_send(x->response, 204, NULL, NULL, 0);
    buffer_init(&body, ANSWER_MAX);
    int rc = chunk_answer_make(x, d, u, &body);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        /* A field Location would make a redirection of 200 (RFC 3875 section 6.3.2). */
        rc = response_send(x->response, 200, "application/json", body.data, body.len);
    }
    buffer_free(&body);
    return rc;
}

int chunk_answer_welcome(struct exchange *x)
{
    const struct app *app = x->app;
    struct buffer path, cookie;

    buffer_init(&path, REQUEST_URLS_MAX);
    buffer_init(&cookie, 2 * REQUEST_URLS_MAX);
    public_base_add_path(&app->config, x->request, &path);
    buffer_add_string(&path, app->config.upload_path);
    int rc = buffer_error(&path);
    if (rc == 0)
        rc = visitor_add_cookie(buffer_text(&path), scheme_is_https(&app->config, x->request),
                                &cookie);
    if (rc == 0)
        response_header(x->response, "Set-Cookie", buffer_text(&cookie));
    buffer_free(&path);
    buffer_free(&cookie);
    return rc;
}

int chunk_answer_missing(struct exchange *x)
{
    response_header(x->response, "Cache-Control", "no-store");
    return response_send(x->response, 204, NULL, NULL, 0);
}

/* --- refusals --- */

/* Uploaders try again at once, up to a hundred times. So an error is temporary only if that may
 * help. */
bool chunk_answer_is_temporary(int err)
{
    int status = error_status(err);

    if (err == ERR_NO_SPACE || err == ERR_CREATIONS)
        return false;
    return status >= STATUS_SERVER || status == STATUS_LOCKED || status == STATUS_TOO_MANY ||
           status == STATUS_TIMEOUT || err == ERR_INTERRUPTED;
}

/* Fine Uploader begins a file anew after this. */
static bool chunk_answer_is_reset(const struct dialect *d, int err)
{
    return err == ERR_GONE && d->resumed != NULL;
}

/* A web server may close a connection whose request is answered before its end. The browser then
 * reports a broken connection: it follows no redirection, and the page cannot tell why the chunk
 * was refused. A request that holds no place does not keep a thread for its body. */
static void chunk_answer_drain(struct exchange *x)
{
    const struct app *app = x->app;
    const char *bytes;
    int64_t left = app->config.max_refused_chunk;

    if (x->places != NULL && x->place == NULL)
        return;
    for (int n = 1; n > 0 && left > 0; left -= n)
        n = request_read(x->request, &bytes);
}

/* Programs that send a form, such as curl, follow no redirection and take it for a success. */
static bool chunk_answer_is_to_browser(const struct request *r)
{
    return request_header(r, "Origin") != NULL || request_header(r, "Referer") != NULL ||
           request_header(r, "X-Requested-With") != NULL;
}

/* Browsers repeat the body with the cookie that this answer sets. False: the request is repeated
 * already, and brought none. */
static bool chunk_answer_redirect(struct exchange *x)
{
    const char *query = request_variable(x->request, "QUERY_STRING");
    char mark[sizeof "1"];
    struct buffer location;

    if (!chunk_answer_is_to_browser(x->request) ||
        request_query_value(x->request, VISITOR_PARAMETER, mark, sizeof mark) != ERR_NOT_FOUND ||
        chunk_answer_welcome(x) != 0)
        return false;
    buffer_init(&location, LOCATION_MAX);
    buffer_addf(&location, "?%s%s" VISITOR_PARAMETER "=1", query == NULL ? "" : query,
                query == NULL || *query == '\0' ? "" : "&");
    bool fits = buffer_error(&location) == 0;
    if (fits) {
        response_header(x->response, "Location", buffer_text(&location));
        (void)response_send(x->response, STATUS_REDIRECT, NULL, NULL, 0);
    }
    buffer_free(&location);
    return fits;
}

int chunk_answer_refusal(struct exchange *x, const struct dialect *d, int err)
{
    const char *why = x->detail[0] != '\0' ? x->detail : error_text(err);
    bool temporary = chunk_answer_is_temporary(err);
    bool reset = chunk_answer_is_reset(d, err);
    int status = temporary || d->final_status == 0 ? error_status(err) : d->final_status;
    struct buffer body;

    if (x->response->status != 0)
        return err;
    chunk_answer_drain(x);
    if (err == ERR_VISITOR && chunk_answer_redirect(x))
        return err;
    if (temporary || err == ERR_CREATIONS)
        response_header_int(x->response, "Retry-After",
                            x->retry_after_s > 0 ? x->retry_after_s : RETRY_AFTER_S);
    if (d->voice == DIALECT_TEXT) {
        (void)response_send(x->response, status, "text/plain; charset=utf-8", why, strlen(why));
        return err;
    }
    buffer_init(&body, ANSWER_MAX);
    buffer_addf(&body, "{\"success\":false,\"%s\":%s,\"code\":\"%s\",\"error\":",
                reset ? "reset" : "preventRetry", temporary ? "false" : "true", error_code(err));
    buffer_add_json_string(&body, why);
    if (d->voice == DIALECT_FILES) {
        buffer_add_string(&body, ",\"files\":[{\"error\":");
        buffer_add_json_string(&body, why);
        buffer_add_string(&body, "}]");
    }
    buffer_add_char(&body, '}');
    if (buffer_error(&body) == 0)
        (void)response_send(x->response, status, "application/json", body.data, body.len);
    buffer_free(&body);
    return err;
}
