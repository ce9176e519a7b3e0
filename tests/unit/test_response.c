/* SPDX-License-Identifier: MIT */
/*
 * An answer whose fields are too many is not sent in part, and another one can be.
 */
#include "fcgi/response.h"

#include "error.h"
#include "fcgi/request_native.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LONG_BYTES (128 * 1024)

static struct buffer written;

const char *request_method(const struct request *r)
{
    (void)r;
    return "GET";
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
    assert_non_null(strstr(buffer_text(&written), "xxx\r\n\r\nhello"));
}

static void test_fields_that_are_too_many_are_not_sent_in_part(void **state)
{
    struct response *p = *state;

    add_long(p, "One");
    add_long(p, "Two");
    assert_int_equal(response_send(p, 200, "text/plain", "hello", 5), ERR_INTERNAL);
    assert_int_equal(p->status, 0);
    assert_int_equal(written.len, 0);
    /* What the router does then. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_longest_fields_that_we_make, begin_answer,
                                        end_answer),
        cmocka_unit_test_setup_teardown(test_fields_that_are_too_many_are_not_sent_in_part,
                                        begin_answer, end_answer),
        cmocka_unit_test_setup_teardown(test_a_problem_is_told_in_spite_of_them, begin_answer,
                                        end_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
