/* SPDX-License-Identifier: MIT */
/*
 * The form handler against an intake, a request and a response that only take notes: which uploads it
 * makes, what becomes of each, and what it answers.
 */
#include "fcgi/form.h"

#include "error.h"
#include "fcgi/app.h"
#include "fcgi/form_record.h"
#include "fcgi/intake.h"
#include "fcgi/links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define CRLF "\r\n"
#define FIELD(name, value)                                                                         \
    "--b0" CRLF "Content-Disposition: form-data; name=\"" name "\"" CRLF CRLF value CRLF
#define FILE_PART(name, file, type, data)                                                          \
    "--b0" CRLF "Content-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"" CRLF    \
    "Content-Type: " type CRLF CRLF data CRLF
#define END "--b0--" CRLF
#define PIECE 5 /* bytes that request_read() gives at once */

struct request {
    const char *type;
    const char *accept;
    const char *body;
    size_t left;
    int end; /* what comes after the body */
};

struct intake {
    struct upload upload;
};

/* What happened, as text: "+NAME" opened, "DATA" appended, "." finished, "!CODE" failed. */
static struct buffer notes, body_sent, location_sent, recorded;
static const char *type_sent;
static int made, status_sent;
static const char *accepted; /* by the next request */

const char *request_header(const struct request *r, const char *name)
{
    if (strcmp(name, "Accept") == 0)
        return r->accept;
    return strcmp(name, "Content-Type") == 0 ? r->type : NULL;
}

int request_read(struct request *r, const char **bytes_out)
{
    size_t n = r->left < PIECE ? r->left : PIECE;

    if (n == 0)
        return r->end;
    *bytes_out = r->body;
    r->body += n;
    r->left -= n;
    return (int)n;
}

int intake_create(struct app *app, const struct intake_offer *offer, struct upload *u_out)
{
    (void)app;
    assert_int_equal(offer->size, -1);
    upload_init(u_out);
    snprintf(u_out->id, ID_SIZE, "%032x", ++made);
    buffer_addf(&notes, "+%s(%s)", offer->name ? offer->name : "", offer->type ? offer->type : "");
    return offer->name != NULL && strcmp(offer->name, "full") == 0 ? ERR_NO_SPACE : 0;
}

int intake_open(struct app *app, const char *id, enum lock_verb verb, struct request *r,
                struct intake **out)
{
    (void)app;
    assert_int_equal(verb, LOCK_POST);
    assert_non_null(r);
    *out = calloc(1, sizeof **out);
    snprintf((*out)->upload.id, ID_SIZE, "%s", id);
    return 0;
}

const struct upload *intake_upload(const struct intake *in)
{
    return &in->upload;
}

int intake_append(struct intake *in, const char *bytes, size_t len)
{
    buffer_add(&notes, bytes, len);
    in->upload.received += (int64_t)len;
    return in->upload.received > 100 ? ERR_TOO_LARGE : 0;
}

int intake_finish(struct intake **in)
{
    buffer_add_char(&notes, '.');
    free(*in);
    *in = NULL;
    return 0;
}

void intake_fail(struct intake **in, int err)
{
    buffer_addf(&notes, "!%s", error_code(err));
    free(*in);
    *in = NULL;
}

int links_add_upload(const struct app *app, const struct request *r, const char *id,
                     struct buffer *b)
{
    (void)app;
    (void)r;
    buffer_addf(b, "/u/%s", id + ID_LEN - 1);
    return 0;
}

int links_add_page(const struct app *app, const struct request *r, const char *id, struct buffer *b)
{
    (void)app;
    (void)r;
    buffer_addf(b, "/p/%s", id + ID_LEN - 1);
    return 0;
}

void links_add_progress(const struct config *c, const struct request *r, const char *id,
                        struct buffer *b)
{
    (void)c;
    (void)r;
    buffer_addf(b, "/p/%s", id + ID_LEN - 1);
}

int response_send(struct response *p, int status, const char *type, const char *body, size_t len)
{
    (void)p;
    type_sent = type;
    status_sent = status;
    buffer_add(&body_sent, body, len);
    return 0;
}

void response_header(struct response *p, const char *name, const char *value)
{
    (void)p;
    if (strcmp(name, "Location") == 0)
        buffer_add_string(&location_sent, value);
}

void links_add_origin(const struct config *c, const struct request *r, struct buffer *b)
{
    (void)c;
    (void)r;
    buffer_add_string(b, "http://here");
}

/* The record of the request: "?NAME" a field seen, "*" a file, "#N" bytes at the end, "CODE". */
void form_record_init(struct form_record *f, struct exchange *x)
{
    *f = (struct form_record){.exchange = x};
}

void form_record_field(struct form_record *f, const char *name, const char *value)
{
    (void)f;
    buffer_addf(&recorded, "?%s=%s", name, value);
}

void form_record_add(struct form_record *f, int64_t bytes)
{
    f->received += bytes;
}

void form_record_file(struct form_record *f, const char *id, const char *field)
{
    (void)f;
    assert_int_equal(strlen(id), ID_LEN);
    buffer_addf(&recorded, "*%s", field);
}

void form_record_end(struct form_record *f, int err)
{
    buffer_addf(&recorded, "#%d%s", (int)f->received, err == 0 ? "" : error_code(err));
}

int exchange_fail(struct exchange *x, int err, const char *format, ...)
{
    snprintf(x->detail, sizeof x->detail, "%s", format);
    return err;
}

/* Runs the handler on a body that ends with end. */
static int post(const char *body, int end)
{
    struct app app = {
        .config = {.max_files = 3,
                   .max_fields = 3,
                   .max_field_size = 20,
                   .progress_path = (char[]){"/p/"}},
    };
    struct request r = {.type = "multipart/form-data; boundary=b0",
                        .accept = accepted,
                        .body = body,
                        .left = strlen(body),
                        .end = end};
    struct response p = {0};
    struct exchange x = {.request = &r, .response = &p, .app = &app};

    buffer_reset(&notes);
    buffer_reset(&body_sent);
    buffer_reset(&location_sent);
    buffer_reset(&recorded);
    made = status_sent = 0;
    return form_create(&x);
}

static void test_files_and_fields(void **state)
{
    (void)state;
    assert_int_equal(
        post(FIELD("t", "one") FILE_PART("f", "a.txt", "text/plain; charset=utf-8", "hello world")
                 FIELD("u", "") FILE_PART("f", "empty", "x/y", "") FIELD("t", "t\"wo") END,
             0),
        0);
    assert_string_equal(buffer_text(&notes), "+a.txt(text/plain)hello world.+empty(x/y).");
    assert_int_equal(status_sent, 201);
    assert_string_equal(type_sent, "application/json");
    assert_string_equal(
        buffer_text(&body_sent),
        "{\"uploads\":["
        "{\"id\":\"00000000000000000000000000000001\",\"url\":\"/u/1\",\"progress_url\":\"/p/1\","
        "\"field\":\"f\",\"name\":null,\"type\":null,\"size\":11},"
        "{\"id\":\"00000000000000000000000000000002\",\"url\":\"/u/2\",\"progress_url\":\"/p/2\","
        "\"field\":\"f\",\"name\":null,\"type\":null,\"size\":0}],"
        "\"fields\":{\"t\":[\"one\",\"t\\\"wo\"],\"u\":[\"\"]}}");
}

static void test_page_and_redirect(void **state)
{
    static const char file[] = FILE_PART("f", "a.txt", "text/plain", "hello");
    char body[512];

    (void)state;
    accepted = "text/html,*/*;q=0.8";
    snprintf(body, sizeof body, "%s%s" END, file, file);
    assert_int_equal(post(body, 0), 0);
    assert_int_equal(status_sent, 201);
    assert_string_equal(type_sent, "text/html; charset=utf-8");
    assert_non_null(strstr(buffer_text(&body_sent), "<a href=\"/p/1\">"));
    snprintf(body, sizeof body, "%s" END, file);
    assert_int_equal(post(body, 0), 0);
    assert_int_equal(status_sent, 303);
    assert_string_equal(buffer_text(&location_sent), "/p/1");
    snprintf(body, sizeof body, "%s" FIELD("redirect", "/thanks?a=1") END, file);
    assert_int_equal(post(body, 0), 0);
    assert_int_equal(status_sent, 303);
    assert_string_equal(buffer_text(&location_sent), "/thanks?a=1");
    snprintf(body, sizeof body, "%s" FIELD("redirect", "//evil") END, file);
    assert_int_equal(post(body, 0), 0);
    assert_int_equal(status_sent, 303);
    assert_string_equal(buffer_text(&location_sent), "/p/1");
    accepted = "*/*";
    snprintf(body, sizeof body, "%s" FIELD("redirect", "/thanks") END, file);
    assert_int_equal(post(body, 0), 0);
    assert_int_equal(status_sent, 201);
    assert_string_equal(type_sent, "application/json");
    accepted = NULL;
}

static void test_record(void **state)
{
    static const char body[] = FIELD("X-Progress-ID", "me") FILE_PART("f", "a", "x/y", "1") END;
    char expected[128];

    (void)state;
    assert_int_equal(post(body, 0), 0);
    snprintf(expected, sizeof expected, "?X-Progress-ID=me*f#%d", (int)strlen(body));
    assert_string_equal(buffer_text(&recorded), expected);
    assert_int_equal(post(FILE_PART("f", "a", "x/y", "1"), ERR_INTERRUPTED), ERR_INTERRUPTED);
    assert_non_null(strstr(buffer_text(&recorded), "interrupted"));
}

static void test_no_file_chosen(void **state)
{
    (void)state;
    assert_int_equal(post(FILE_PART("f", "", "application/octet-stream", "") END, 0), 0);
    assert_string_equal(buffer_text(&notes), "");
    assert_int_equal(status_sent, 200);
    assert_string_equal(buffer_text(&body_sent), "{\"uploads\":[],\"fields\":{}}");
    assert_int_equal(post(FILE_PART("f", "", "x/y", "bytes though") END, 0), 0);
    assert_string_equal(buffer_text(&notes), "+(x/y)bytes though.");
}

static void test_cut_short(void **state)
{
    static const char body[] =
        FILE_PART("f", "a", "x/y",
                  "whole") "--b0" CRLF
                           "Content-Disposition: form-data; name=f; filename=b" CRLF CRLF "half";

    (void)state;
    assert_int_equal(post(body, ERR_INTERRUPTED), ERR_INTERRUPTED);
    assert_string_equal(buffer_text(&notes), "+a(x/y)whole.+b()half!interrupted");
    assert_int_equal(status_sent, 0);
    assert_int_equal(post(body, 0), ERR_BAD_FORM);
    assert_string_equal(buffer_text(&notes), "+a(x/y)whole.+b()half!bad_form");
}

static void test_limits(void **state)
{
    static const char file[] = FILE_PART("f", "a", "x/y", "1");
    char body[1024], big[128];

    (void)state;
    snprintf(body, sizeof body, "%s%s%s%s" END, file, file, file, file);
    assert_int_equal(post(body, 0), ERR_TOO_MANY);
    assert_string_equal(buffer_text(&notes), "+a(x/y)1.+a(x/y)1.+a(x/y)1.");
    assert_int_equal(post(FIELD("a", "") FIELD("a", "") FIELD("a", "") FIELD("a", "") END, 0),
                     ERR_TOO_MANY);
    assert_int_equal(post(FIELD("a", "12345678901234567890") END, 0), 0);
    assert_int_equal(post(FIELD("a", "123456789012345678901") END, 0), ERR_BOUND);
    assert_int_equal(post(FILE_PART("f", "full", "x/y", "1") END, 0), ERR_NO_SPACE);
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    snprintf(body, sizeof body, FILE_PART("f", "a", "x/y", "%s") END, big);
    assert_int_equal(post(body, 0), ERR_TOO_LARGE);
    assert_non_null(strstr(buffer_text(&notes), "!too_large"));
}

static void test_content_type(void **state)
{
    struct request r = {.type = NULL};

    (void)state;
    assert_false(form_is_spoken(&r));
    r.type = "application/offset+octet-stream";
    assert_false(form_is_spoken(&r));
    r.type = "Multipart/form-data; boundary=x";
    assert_true(form_is_spoken(&r));
}

static int setup(void **state)
{
    (void)state;
    buffer_init(&notes, 4096);
    buffer_init(&body_sent, 4096);
    buffer_init(&location_sent, 4096);
    buffer_init(&recorded, 4096);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buffer_free(&notes);
    buffer_free(&body_sent);
    buffer_free(&location_sent);
    buffer_free(&recorded);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_and_fields), cmocka_unit_test(test_no_file_chosen),
        cmocka_unit_test(test_cut_short),        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_content_type),     cmocka_unit_test(test_page_and_redirect),
        cmocka_unit_test(test_record),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
