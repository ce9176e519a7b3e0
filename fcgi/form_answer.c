/* SPDX-License-Identifier: MIT */
/*
 * Each file is described in the answer's own language as soon as it is whole, so that nothing of it needs
 * to be kept until the end.
 */
#include "form_answer.h"

#include "accept.h"
#include "app.h"
#include "error.h"
#include "links.h"
#include "page.h"
#include "redirect.h"

#include <string.h>

#define FILE_MAX (128 * 1024) /* bytes of one file in the answer */
#define FIELD_NAME_MAX 24576  /* as much as a part's header can hold */
#define ESCAPE_GROWTH 6       /* a control character in JSON */
#define PAGE_FRAME_MAX 4096

static enum form_answer_kind choose_kind(const char *accept)
{
    if (accept_wants_page(accept))
        return FORM_ANSWER_PAGE;
    return accept_quality(accept, "text/plain") > accept_quality(accept, "application/json")
               ? FORM_ANSWER_TEXT
               : FORM_ANSWER_JSON;
}

/* FilePond takes the body of the answer for the file's id, and says nothing of that. It is known by its metadata, a JSON
 * object in a field of the file's own name. */
static bool is_filepond(const struct form_answer *a, const char *field,
                        const struct form_fields *fields)
{
    const char *accept = request_header(a->exchange->request, "Accept");
    const char *metadata = form_fields_find(fields, field);
    size_t len = metadata == NULL ? 0 : strlen(metadata);

    return len >= 2 && metadata[0] == '{' && metadata[len - 1] == '}' &&
           (accept == NULL || *accept == '\0' || strcmp(accept, "*/*") == 0);
}

void form_answer_init(struct form_answer *a, struct exchange *x, int64_t max_files)
{
    *a = (struct form_answer){
        .exchange = x,
        .kind = choose_kind(request_header(x->request, "Accept")),
    };
    buffer_init(&a->files, (size_t)max_files * FILE_MAX);
}

void form_answer_free(struct form_answer *a)
{
    buffer_free(&a->files);
}

static void add_string_or_null(struct buffer *b, const char *name, const char *value)
{
    buffer_addf(b, ",\"%s\":", name);
    if (value != NULL)
        buffer_add_json_string(b, value);
    else
        buffer_add_string(b, "null");
}

int form_answer_describe(struct exchange *x, const struct upload *u, const char *field,
                         struct buffer *b)
{
    const struct app *app = x->app;
    struct buffer url, progress_url;

    buffer_init(&url, LINKS_MAX);
    buffer_init(&progress_url, LINKS_MAX);
    int rc = links_add_upload(app, x->request, u->id, &url);
    links_add_progress(&app->config, x->request, u->id, &progress_url);
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

static int list(struct form_answer *a, const struct upload *u)
{
    const struct app *app = a->exchange->app;
    struct buffer *b = &a->files, url;

    buffer_init(&url, LINKS_MAX);
    int rc = links_add_page(app, a->exchange->request, u->id, &url);
    buffer_add_string(b, "<li><a href=\"");
    buffer_add_html(b, buffer_text(&url));
    buffer_add_string(b, "\">");
    buffer_add_html(b, u->name != NULL && *u->name != '\0' ? u->name : "A file without a name");
    buffer_add_string(b, "</a>, ");
    page_add_bytes(b, u->received);
    buffer_add_string(b, "</li>\n");
    buffer_free(&url);
    return rc;
}

int form_answer_add(struct form_answer *a, const struct upload *u, const char *field,
                    const struct form_fields *fields)
{
    int rc = 0;

    memcpy(a->only_id, u->id, ID_SIZE);
    if (a->count == 0 && is_filepond(a, field, fields))
        a->kind = FORM_ANSWER_TEXT;
    if (a->kind == FORM_ANSWER_PAGE) {
        rc = list(a, u);
    } else {
        if (a->count > 0)
            buffer_add_char(&a->files, a->kind == FORM_ANSWER_TEXT ? '\n' : ',');
        if (a->kind == FORM_ANSWER_TEXT)
            buffer_add_string(&a->files, u->id);
        else
            rc = form_answer_describe(a->exchange, u, field, &a->files);
    }
    a->count++;
    return rc != 0 ? rc : buffer_error(&a->files);
}

static int send_json(struct form_answer *a, const struct form_fields *fields)
{
    const struct app *app = a->exchange->app;
    const struct config *c = &app->config;
    size_t field_max = FIELD_NAME_MAX + (size_t)c->max_field_size;
    struct buffer body;

    buffer_init(&body, a->files.max + ((size_t)c->max_fields + 1) * field_max * ESCAPE_GROWTH);
    /* Fine Uploader takes an answer without `success` for a failure. */
    buffer_addf(&body, "{\"success\":%s,\"uploads\":[", a->count > 0 ? "true" : "false");
    buffer_add(&body, a->files.data, a->files.len);
    buffer_add_string(&body, "],\"fields\":");
    form_fields_json(fields, &body);
    buffer_add_char(&body, '}');
    int rc = buffer_error(&body);
    if (rc == 0)
        rc = response_send(a->exchange->response, a->count > 0 ? 201 : 200, "application/json",
                           body.data, body.len);
    buffer_free(&body);
    return rc;
}

static int send_text(struct form_answer *a)
{
    return response_send(a->exchange->response, a->count > 0 ? 201 : 200,
                         "text/plain; charset=utf-8", buffer_text(&a->files), a->files.len);
}

static int send_page(struct form_answer *a)
{
    const struct app *app = a->exchange->app;
    struct buffer b;

    buffer_init(&b, a->files.max + PAGE_FRAME_MAX);
    page_begin(&b, &app->config, a->count > 0 ? "Received" : "No file came");
    if (a->count > 0) {
        buffer_add_string(&b, "<ul>\n");
        buffer_add(&b, a->files.data, a->files.len);
        buffer_add_string(&b, "</ul>\n");
    } else {
        buffer_add_string(&b, "<p>The form held no file. Go back and choose one.</p>\n");
    }
    page_end(&b);
    int rc = page_send(a->exchange, a->count > 0 ? 201 : 200, &b);
    buffer_free(&b);
    return rc;
}

/* A single file's page shows how it goes on: the browser is sent there. False: it cannot be named. */
static bool send_to_file(struct form_answer *a)
{
    const struct app *app = a->exchange->app;
    struct buffer url;

    buffer_init(&url, LINKS_MAX);
    bool made =
        links_add_page(app, a->exchange->request, a->only_id, &url) == 0 && buffer_error(&url) == 0;
    if (made) {
        response_header(a->exchange->response, "Location", buffer_text(&url));
        (void)response_send(a->exchange->response, 303, NULL, NULL, 0);
    }
    buffer_free(&url);
    return made;
}

/* Sends the browser where the form asks it to go. False: it does not ask, or may not go there. */
static bool send_redirect(struct form_answer *a, const struct form_fields *fields)
{
    const struct app *app = a->exchange->app;
    const char *target = form_fields_find(fields, FORM_REDIRECT_FIELD);
    struct buffer own, location;

    if (target == NULL)
        return false;
    buffer_init(&own, LINKS_MAX);
    buffer_init(&location, LINKS_MAX);
    links_add_origin(&app->config, a->exchange->request, &own);
    bool allowed = redirect_add(&app->config, buffer_text(&own), target, &location) == 0;
    if (allowed) {
        response_header(a->exchange->response, "Location", buffer_text(&location));
        (void)response_send(a->exchange->response, 303, NULL, NULL, 0);
    }
    buffer_free(&own);
    buffer_free(&location);
    return allowed;
}

int form_answer_send(struct form_answer *a, const struct form_fields *fields)
{
    if (a->kind == FORM_ANSWER_TEXT)
        return send_text(a);
    if (a->kind == FORM_ANSWER_JSON)
        return send_json(a, fields);
    if (send_redirect(a, fields) || (a->count == 1 && send_to_file(a)))
        return 0;
    return send_page(a);
}
