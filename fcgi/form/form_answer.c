/* SPDX-License-Identifier: MIT */
/*
 * Generates the answer while sending it, because escaping can make it six times the size of the
 * form.
 */
#include "fcgi/form/form_answer.h"

#include "fcgi/http/accept_header.h"
#include "fcgi/app/app.h"
#include "base/error.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/app/page.h"
#include "fcgi/app/public_base.h"
#include "fcgi/http/redirect.h"
#include "fcgi/app/upload_answer.h"
#include "fcgi/uploaders/jquery_files.h"

#include <string.h>

/* FilePond takes the answer's body as the file's id, which it sends again to remove it or show it.
 * It is recognised by its metadata: a JSON object in a field with the file's own field name. */
static bool is_filepond(const struct form_answer *a, const char *field,
                        const struct form_fields *fields)
{
    const char *accept = request_header(a->exchange->request, "Accept");
    const char *metadata = form_fields_find(fields, field);
    size_t len = metadata == NULL ? 0 : strlen(metadata);

    return len >= 2 && metadata[0] == '{' && metadata[len - 1] == '}' &&
           (a->kind == FORM_ANSWER_TEXT || accept == NULL || *accept == '\0' ||
            strcmp(accept, "*/*") == 0);
}

void form_answer_init(struct form_answer *a, struct exchange *x)
{
    const char *accept = request_header(x->request, "Accept");
    bool wants_text = accept_header_quality(accept, "text/plain") >
                      accept_header_quality(accept, "application/json");

    *a = (struct form_answer){
        .exchange = x,
        .kind = accept_header_wants_page(accept) ? FORM_ANSWER_PAGE
                : wants_text                     ? FORM_ANSWER_TEXT
                                                 : FORM_ANSWER_JSON,
    };
}

void form_answer_free(struct form_answer *a)
{
    form_files_free(&a->files);
}

int form_answer_add(struct form_answer *a, const struct upload *u, const char *field,
                    const struct form_fields *fields)
{
    if (a->files.count == 0 && is_filepond(a, field, fields))
        a->kind = FORM_ANSWER_KEYS;
    return form_files_add(&a->files, u, field);
}

static int status_of(const struct form_answer *a)
{
    return a->files.count > 0 ? 201 : 200;
}

/* An error in the description of one file fails the whole answer. */
static void keep_failure(struct buffer *b, int rc)
{
    if (rc != 0 && b->err == 0)
        b->err = rc;
}

/* --- JSON and text --- */

/* Borrows from file. */
static struct upload form_answer_record(const struct form_file *file)
{
    struct upload u = {.name = file->name, .type = file->type, .received = file->size};

    memcpy(u.id, file->id, ID_SIZE);
    return u;
}

static void form_answer_add_files(const struct form_answer *a, struct buffer *b)
{
    buffer_add_string(b, ",\"files\":[");
    for (size_t i = 0; i < a->files.count; i++) {
        struct upload u = form_answer_record(&a->files.items[i]);
        buffer_add_string(b, i > 0 ? "," : "");
        keep_failure(b, jquery_files_add(a->exchange, &u, a->files.items[i].field, b));
    }
    buffer_add_char(b, ']');
}

static void make_json(void *arg, struct buffer *b)
{
    const struct form_answer *a = arg;

    /* Fine Uploader treats an answer without `success` as a failure. */
    buffer_addf(b, "{\"success\":%s,\"uploads\":[", a->files.count > 0 ? "true" : "false");
    for (size_t i = 0; i < a->files.count; i++) {
        const struct form_file *file = &a->files.items[i];
        struct upload u = form_answer_record(file);
        buffer_add_string(b, i > 0 ? "," : "");
        keep_failure(b, upload_answer_describe(a->exchange, &u, file->field, b));
    }
    buffer_add_char(b, ']');
    if (jquery_files_are_shown(a->exchange->request))
        form_answer_add_files(a, b);
    buffer_add_string(b, ",\"fields\":");
    form_fields_json(a->fields, b);
    buffer_add_char(b, '}');
}

static void form_answer_make_text(void *arg, struct buffer *b)
{
    const struct form_answer *a = arg;

    for (size_t i = 0; i < a->files.count; i++) {
        const char *id = a->files.items[i].id;
        buffer_add_string(b, i > 0 ? "\n" : "");
        if (a->kind == FORM_ANSWER_KEYS)
            keep_failure(b, request_urls_add_capability(a->exchange->app, id, b));
        else
            buffer_add_string(b, id);
    }
}

/* --- pages --- */

static void list_file(const struct form_answer *a, const struct form_file *file, struct buffer *b)
{
    bool is_named = file->name != NULL && *file->name != '\0';
    struct buffer url;

    buffer_init(&url, REQUEST_URLS_MAX);
    keep_failure(b, request_urls_add_page(a->exchange->app, a->exchange->request, file->id, &url));
    buffer_add_string(b, "<li><a href=\"");
    buffer_add_html(b, buffer_text(&url));
    buffer_add_string(b, "\">");
    buffer_add_html(b, is_named ? file->name : "A file without a name");
    buffer_add_string(b, "</a>, ");
    page_add_bytes(b, file->size);
    buffer_add_string(b, "</li>\n");
    buffer_free(&url);
}

static void make_page(void *arg, struct buffer *b)
{
    const struct form_answer *a = arg;
    const struct app *app = a->exchange->app;

    page_begin(b, a->exchange->request, &app->config,
               a->files.count > 0 ? "Received" : "No file arrived");
    if (a->files.count > 0) {
        buffer_add_string(b, "<ul>\n");
        for (size_t i = 0; i < a->files.count; i++)
            list_file(a, &a->files.items[i], b);
        buffer_add_string(b, "</ul>\n");
    } else {
        buffer_add_string(b, "<p>The form held no file. Go back and choose one.</p>\n");
    }
    page_end(b);
}

/* Redirects to the page of a single file, which shows its progress. False: its URL cannot be made.
 */
static bool send_to_file(struct form_answer *a)
{
    const struct app *app = a->exchange->app;
    struct buffer url;

    buffer_init(&url, REQUEST_URLS_MAX);
    bool made = request_urls_add_page(app, a->exchange->request, a->files.items[0].id, &url) == 0 &&
                buffer_error(&url) == 0;
    if (made) {
        response_header(a->exchange->response, "Location", buffer_text(&url));
        (void)response_send(a->exchange->response, 303, NULL, NULL, 0);
    }
    buffer_free(&url);
    return made;
}

/* Redirects to the target that the form asks for. False: it asks for none, or for one that is not
 * allowed. */
static bool send_redirect(struct form_answer *a, const struct form_fields *fields)
{
    const struct app *app = a->exchange->app;
    const char *target = form_fields_find(fields, FORM_REDIRECT_FIELD);
    struct buffer own, location;

    if (target == NULL)
        return false;
    buffer_init(&own, REQUEST_URLS_MAX);
    buffer_init(&location, REQUEST_URLS_MAX);
    public_base_add_origin(&app->config, a->exchange->request, &own);
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
    struct response *p = a->exchange->response;

    a->fields = fields;
    if (a->kind == FORM_ANSWER_TEXT || a->kind == FORM_ANSWER_KEYS)
        return response_send_made(p, status_of(a), "text/plain; charset=utf-8",
                                  form_answer_make_text, a);
    if (a->kind == FORM_ANSWER_JSON)
        return response_send_made(p, status_of(a), "application/json", make_json, a);
    if (send_redirect(a, fields) || (a->files.count == 1 && send_to_file(a)))
        return 0;
    return page_send_made(a->exchange, status_of(a), make_page, a);
}
