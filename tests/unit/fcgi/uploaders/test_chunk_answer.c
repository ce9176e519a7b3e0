/* SPDX-License-Identifier: MIT */
/*
 * Tests which refusals each uploader takes for final, and which it tries again.
 */
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/jquery_files.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/app/public_base.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/app/upload_answer.h"
#include "fcgi/http/scheme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* --- what the answer was --- */

static struct {
    int status;
    char type[64], body[1024], fields[1024];
} sent;

static const char *query;
static const char *browser_field = "Origin"; /* that the request has; NULL: it has none */
static int unread, left_unread;              /* bytes of the body, now and at the answer */

void response_header(struct response *p, const char *name, const char *value)
{
    size_t at = strlen(sent.fields);

    (void)p;
    (void)snprintf(sent.fields + at, sizeof sent.fields - at, "%s: %s\n", name, value);
}

void response_header_int(struct response *p, const char *name, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    response_header(p, name, text);
}

int response_send(struct response *p, int status, const char *type, const char *body, size_t len)
{
    assert_int_equal(unread, left_unread); /* or the web server may close the connection */
    p->status = sent.status = status;
    (void)snprintf(sent.type, sizeof sent.type, "%s", type == NULL ? "" : type);
    (void)snprintf(sent.body, sizeof sent.body, "%.*s", (int)len, body == NULL ? "" : body);
    return 0;
}

const char *request_header(const struct request *r, const char *name)
{
    (void)r;
    return browser_field != NULL && strcmp(name, browser_field) == 0 ? "" : NULL;
}

int request_read(struct request *r, const char **bytes_out)
{
    (void)r, (void)bytes_out;
    return unread > 0 ? unread-- : 0;
}

const char *request_variable(const struct request *r, const char *name)
{
    (void)r;
    assert_string_equal(name, "QUERY_STRING");
    return query;
}

int request_query_value(const struct request *r, const char *name, char *buf, size_t size)
{
    (void)r, (void)buf, (void)size;
    return query != NULL && strstr(query, name) != NULL ? 0 : ERR_NOT_FOUND;
}

void public_base_add_path(const struct config *c, const struct request *r, struct buffer *b)
{
    (void)c, (void)r;
    buffer_add_string(b, "/site");
}

bool scheme_is_https(const struct config *c, const struct request *r)
{
    (void)c, (void)r;
    return true;
}

int request_urls_add_upload(const struct app *app, const struct request *r, const char *id,
                            struct buffer *b)
{
    (void)app, (void)r;
    buffer_addf(b, "http://here/%s", id);
    return 0;
}

int upload_answer_describe(struct exchange *x, const struct upload *u, const char *field,
                           struct buffer *b)
{
    (void)x, (void)field;
    buffer_addf(b, "{\"id\":\"%s\"}", u->id);
    return 0;
}

int jquery_files_add(struct exchange *x, const struct upload *u, const char *field,
                     struct buffer *b)
{
    return upload_answer_describe(x, u, field, b);
}

/* --- tests --- */

static struct app app = {
    .config = {.upload_path = (char[]){"/uploads/"}, .max_refused_chunk = 256}};

static struct sender_limits *places;

/* The status of the answer to a chunk that is refused with err. */
static int refuse(enum dialect_id dialect, int err, const char *detail)
{
    struct response p = {.status = 0};
    struct exchange x = {.app = &app, .response = &p, .places = places};

    memset(&sent, 0, sizeof sent);
    unread = 3;
    (void)snprintf(x.detail, sizeof x.detail, "%s", detail);
    assert_int_equal(chunk_answer_refusal(&x, dialect_of(dialect), err), err);
    return sent.status;
}

static bool says(const char *words)
{
    return strstr(sent.body, words) != NULL;
}

static const int final[] = {ERR_TOO_LARGE, ERR_TYPE,      ERR_QUOTA,  ERR_REFUSED,
                            ERR_CREATIONS, ERR_VISITOR,   ERR_OFFSET, ERR_LENGTHS,
                            ERR_DIFFERS,   ERR_NO_SPACE,  ERR_PART,   ERR_TOO_MANY,
                            ERR_BOUND,     ERR_NOT_FOUND, ERR_ORIGIN, ERR_BAD_FORM};
static const int temporary[] = {ERR_BUSY,    ERR_LOCKED, ERR_SUPERSEDED, ERR_CROWDED,
                                ERR_TIMEOUT, ERR_NOMEM,  ERR_ADMISSION,  ERR_INTERNAL};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Resumable.js, Flow.js and simple-uploader.js send a chunk again after most errors, at once and up
 * to a hundred times; each of them takes 415 for final. */
static void test_final_errors_end_every_uploader(void **state)
{
    (void)state;
    query = "loadline_visitor=1";
    for (size_t i = 0; i < COUNT(final); i++) {
        assert_int_equal(refuse(DIALECT_RESUMABLE, final[i], ""), 415);
        assert_int_equal(refuse(DIALECT_FLOW, final[i], ""), 415);
        assert_int_equal(refuse(DIALECT_SIMPLE, final[i], ""), 415);
        assert_int_equal(refuse(DIALECT_FINE, final[i], ""), error_status(final[i]));
        assert_true(says("\"preventRetry\":true"));
        assert_true(says(error_text(final[i])));
        assert_int_equal(refuse(DIALECT_PLUPLOAD, final[i], ""), error_status(final[i]));
    }
}

static void test_temporary_errors_are_tried_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(temporary); i++) {
        for (int d = 0; d < DIALECTS; d++) {
            int status = refuse((enum dialect_id)d, temporary[i], "");
            assert_int_equal(status, error_status(temporary[i]));
            assert_non_null(strstr(sent.fields, "Retry-After: 1\n"));
        }
        (void)refuse(DIALECT_FINE, temporary[i], "");
        assert_true(says("\"preventRetry\":false"));
    }
}

static void test_the_reason_is_where_each_uploader_looks(void **state)
{
    (void)state;
    (void)refuse(DIALECT_DROPZONE, ERR_QUOTA, "no \"room\"");
    assert_string_equal(sent.type, "application/json"); /* it parses no other */
    assert_true(says("\"error\":\"no \\\"room\\\"\""));
    (void)refuse(DIALECT_JQUERY, ERR_QUOTA, "no room");
    assert_true(says("\"files\":[{\"error\":\"no room\"}]"));
    (void)refuse(DIALECT_FILEPOND, ERR_QUOTA, "no room");
    assert_string_equal(sent.body, "no room");
}

static void test_only_fine_uploader_begins_anew(void **state)
{
    (void)state;
    assert_int_equal(refuse(DIALECT_FINE, ERR_GONE, ""), 410);
    assert_true(says("\"reset\":true") && !says("preventRetry"));
    assert_int_equal(refuse(DIALECT_DROPZONE, ERR_GONE, ""), 410);
    assert_true(says("\"preventRetry\":true") && !says("reset"));
}

static void test_a_visitor_is_sent_round_once(void **state)
{
    (void)state;
    query = "a=1";
    assert_int_equal(refuse(DIALECT_RESUMABLE, ERR_VISITOR, ""), 307);
    assert_non_null(strstr(sent.fields, "Location: ?a=1&loadline_visitor=1\n"));
    assert_non_null(strstr(sent.fields, "=1; Path=/site/uploads/; HttpOnly; SameSite=Lax; Secure"));
    query = "";
    assert_int_equal(refuse(DIALECT_PLUPLOAD, ERR_VISITOR, ""), 307);
    assert_non_null(strstr(sent.fields, "Location: ?loadline_visitor=1\n"));
    query = "loadline_visitor=1";
    assert_int_equal(refuse(DIALECT_PLUPLOAD, ERR_VISITOR, ""), 400);
    assert_null(strstr(sent.fields, "Set-Cookie"));
}

/* curl without -L reports success after a redirection. */
static void test_only_browsers_are_redirected(void **state)
{
    (void)state;
    query = NULL;
    browser_field = NULL;
    assert_int_equal(refuse(DIALECT_JQUERY, ERR_VISITOR, ""), 400);
    browser_field = "Referer";
    assert_int_equal(refuse(DIALECT_JQUERY, ERR_VISITOR, ""), 307);
    browser_field = "X-Requested-With";
    assert_int_equal(refuse(DIALECT_JQUERY, ERR_VISITOR, ""), 307);
    browser_field = "Origin";
}

static void test_no_more_of_a_refused_chunk_is_read(void **state)
{
    (void)state;
    left_unread = 2; /* the first read brings 3 */
    app.config.max_refused_chunk = 2;
    assert_int_equal(refuse(DIALECT_DROPZONE, ERR_QUOTA, ""), 413);
    left_unread = 3;
    app.config.max_refused_chunk = 0;
    assert_int_equal(refuse(DIALECT_DROPZONE, ERR_QUOTA, ""), 413);
    app.config.max_refused_chunk = 256;
    places = (struct sender_limits *)&app; /* they are counted, and this request has none */
    assert_int_equal(refuse(DIALECT_DROPZONE, ERR_CROWDED, ""), error_status(ERR_CROWDED));
    places = NULL;
    left_unread = 0;
}

static void test_only_jquery_is_told_a_range(void **state)
{
    struct response p = {.status = 0};
    struct exchange x = {.app = &app, .response = &p};

    (void)state;
    memset(&sent, 0, sizeof sent);
    chunk_answer_range(&x, dialect_of(DIALECT_JQUERY), 0);
    chunk_answer_range(&x, dialect_of(DIALECT_DROPZONE), 5);
    assert_string_equal(sent.fields, "");
    chunk_answer_range(&x, dialect_of(DIALECT_JQUERY), 5);
    assert_string_equal(sent.fields, "Range: bytes=0-4\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_final_errors_end_every_uploader),
        cmocka_unit_test(test_temporary_errors_are_tried_again),
        cmocka_unit_test(test_the_reason_is_where_each_uploader_looks),
        cmocka_unit_test(test_only_fine_uploader_begins_anew),
        cmocka_unit_test(test_a_visitor_is_sent_round_once),
        cmocka_unit_test(test_only_browsers_are_redirected),
        cmocka_unit_test(test_no_more_of_a_refused_chunk_is_read),
        cmocka_unit_test(test_only_jquery_is_told_a_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
