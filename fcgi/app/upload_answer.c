/* SPDX-License-Identifier: MIT */
/*
 * A short document: later state is in the progress document.
 */
#include "fcgi/app/upload_answer.h"

#include "fcgi/app/app.h"
#include "fcgi/app/request_urls.h"

static void add_string_or_null(struct buffer *b, const char *name, const char *value)
{
    buffer_addf(b, ",\"%s\":", name);
    if (value != NULL)
        buffer_add_json_string(b, value);
    else
        buffer_add_string(b, "null");
}

int upload_answer_describe(struct exchange *x, const struct upload *u, const char *field,
                           struct buffer *b)
{
    const struct app *app = x->app;
    struct buffer url, progress_url;

    buffer_init(&url, REQUEST_URLS_MAX);
    buffer_init(&progress_url, REQUEST_URLS_MAX);
    int rc = request_urls_add_upload(app, x->request, u->id, &url);
    request_urls_add_progress(&app->config, x->request, u->id, &progress_url);
    if (rc == 0)
        rc = buffer_error(&progress_url);
    buffer_addf(b, "{\"id\":\"%s\"", u->id);
    add_string_or_null(b, "url", buffer_text(&url));
    add_string_or_null(b, "progress_url", buffer_text(&progress_url));
    add_string_or_null(b, "field", field);
    add_string_or_null(b, "name", u->name);
    add_string_or_null(b, "type", u->type);
    buffer_addf(b, ",\"size\":%lld}", (long long)u->received);
    buffer_free(&url);
    buffer_free(&progress_url);
    return rc != 0 ? rc : buffer_error(b);
}
