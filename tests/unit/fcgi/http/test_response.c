/* SPDX-License-Identifier: MIT */
/*
 * Tests that an answer with too many fields is not sent in part, that another answer is possible
 * afterwards, and that a field is sent once.
 */
#include "fcgi/http/response.h"

#include "base/error.h"
#include "fcgi/http/request_native.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LONG_BYTES (128 * 1024)

static struct buffer written;

static const char *method, *sent; /* as the handler sees it, and as it came */

const char *request_method(const struct request *r)
{
    (void)r;
    return method;
}

const char *request_variable(const struct request *r, const char *name)
{
    (void)r;
    return strcmp(name, "REQUEST_METHOD") == 0 ? sent : NULL;
}

int request_write(struct request *r, const char *bytes, size_t len)
{
    (void)r;
    buffer_add(&written, bytes, len);
    return buffer_error(&written);
}

int request_flush(struct request *r)
{
    (void)r;
    return 0;
}

static int begin_answer(void **state)
{
    static struct response p;

    method = sent = "GET";
    buffer_init(&written, (size_t)4 * LONG_BYTES);
    response_init(&p, NULL);
    *state = &p;
    return 0;
}

static int end_answer(void **state)
{
    response_free(*state);
    buffer_free(&written);
    return 0;
}

static void add_long(struct response *p, const char *name)
{
    char *value = malloc(LONG_BYTES + 1);

    assert_non_null(value);
    memset(value, 'x', LONG_BYTES);
    value[LONG_BYTES] = '\0';
    response_header(p, name, value);
    free(value);
}

static void test_the_longest_fields_that_we_make(void **state)
{
    struct response *p = *state;

    add_long(p, "Upload-Concat");
    assert_int_equal(response_send(p, 200, "text/plain", "hello", 5), 0);
    assert_int_equal(p->status, 200);
    assert_non_null(strstr(buffer_text(&written), "Status: 200\r\n"));
    assert_non_null(strstr(buffer_text(&written), "xxx\r\nContent-Type: text/plain\r\n"));
    assert_non_null(strstr(buffer_text(&written), "\r\n\r\nhello"));
}

static void test_fields_that_are_too_many_are_not_sent_in_part(void **state)
{
    struct response *p = *state;

    add_long(p, "One");
    add_long(p, "Two");
    assert_int_equal(response_send(p, 200, "text/plain", "hello", 5), ERR_INTERNAL);
    assert_int_equal(p->status, 0);
    assert_int_equal(written.len, 0);
    /* The router does this next. */
    assert_int_equal(response_problem(p, ERR_INTERNAL, NULL), 0);
    assert_int_equal(p->status, 500);
    assert_memory_equal(buffer_text(&written), "Status: 500\r\n", 13);
    assert_non_null(strstr(buffer_text(&written), "\"code\":\"internal\""));
    assert_null(strstr(buffer_text(&written), "One"));
}

static void test_a_problem_is_told_in_spite_of_them(void **state)
{
    struct response *p = *state;

    add_long(p, "One");
    add_long(p, "Two");
    assert_int_equal(response_problem(p, ERR_NOT_FOUND, NULL), 0);
    assert_int_equal(p->status, 404);
    assert_memory_equal(buffer_text(&written), "Status: 404\r\n", 13);
}

static size_t count(const char *what)
{
    size_t n = 0;

    for (const char *at = buffer_text(&written); (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

static void test_a_field_is_said_once_and_the_last_word_counts(void **state)
{
    struct response *p = *state;

    response_header(p, "Location", "/one");
    response_header(p, "Loc", "other");
    response_header_int(p, "Upload-Offset", 1);
    response_header(p, "location", "/two");
    response_header_int(p, "upload-offset", 22);
    response_header(p, "Content-Type", "text/html");
    response_header(p, "X-Last", "a");
    response_header(p, "X-Last", "Location: /three");
    assert_int_equal(response_send(p, 201, "text/plain", "hello", 5), 0);
    assert_string_equal(buffer_text(&written), "Status: 201\r\nLoc: other\r\nlocation: /two\r\n"
                                               "upload-offset: 22\r\nX-Last: Location: /three\r\n"
                                               "Content-Type: text/plain\r\nContent-Length: 5\r\n"
                                               "X-Content-Type-Options: nosniff\r\n\r\nhello");
}

static void test_lists_may_have_several_lines(void **state)
{
    struct response *p = *state;

    response_header(p, "Vary", "Origin");
    response_header(p, "Vary", "Accept");
    assert_int_equal(response_send(p, 204, NULL, NULL, 0), 0);
    assert_int_equal(count("\r\nVary: "), 2);
}

/* Sends "hello" and returns what stands for it. */
static const char *answer_as(struct response *p, const char *asked, const char *came)
{
    method = asked;
    sent = came;
    buffer_reset(&written);
    p->status = 0;
    buffer_reset(&p->headers);
    assert_int_equal(response_send(p, 200, "text/plain", "hello", 5), 0);
    return buffer_text(&written);
}

static void test_head_has_no_body_and_the_length_that_its_sender_reads(void **state)
{
    const char *text = answer_as(*state, "HEAD", "HEAD");

    assert_non_null(strstr(text, "Content-Length: 5\r\n"));
    assert_null(strstr(text, "hello"));
    text = answer_as(*state, "HEAD", "POST");
    assert_non_null(strstr(text, "Content-Length: 0\r\n"));
    assert_null(strstr(text, "hello"));
    text = answer_as(*state, "GET", "HEAD");
    assert_non_null(strstr(text, "Content-Length: 5\r\n"));
    assert_null(strstr(text, "hello"));
    assert_non_null(strstr(answer_as(*state, "GET", "POST"), "\r\n\r\nhello"));
}

static void test_a_field_is_found_by_its_whole_name(void **state)
{
    struct response *p = *state;

    assert_false(response_has_header(p, "Allow"));
    response_header(p, "Allowed", "x");
    assert_false(response_has_header(p, "Allow"));
    response_header(p, "Allow", "GET");
    assert_true(response_has_header(p, "allow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_longest_fields_that_we_make, begin_answer,
                                        end_answer),
        cmocka_unit_test_setup_teardown(test_fields_that_are_too_many_are_not_sent_in_part,
                                        begin_answer, end_answer),
        cmocka_unit_test_setup_teardown(test_a_problem_is_told_in_spite_of_them, begin_answer,
                                        end_answer),
        cmocka_unit_test_setup_teardown(test_a_field_is_said_once_and_the_last_word_counts,
                                        begin_answer, end_answer),
        cmocka_unit_test_setup_teardown(test_lists_may_have_several_lines, begin_answer,
                                        end_answer),
        cmocka_unit_test_setup_teardown(test_head_has_no_body_and_the_length_that_its_sender_reads,
                                        begin_answer, end_answer),
        cmocka_unit_test_setup_teardown(test_a_field_is_found_by_its_whole_name, begin_answer,
                                        end_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
