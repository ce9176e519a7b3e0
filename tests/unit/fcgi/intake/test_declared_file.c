/* SPDX-License-Identifier: MIT */
/*
 * Name and type of a file that is the whole body of a request.
 */
#include "fcgi/intake/declared_file.h"

#include "base/error.h"
#include "tests/unit/support/intake_host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define LONGEST (DECLARED_NAME_MAX / 3 - 1)

/* The name in the rest of a path; the caller frees it. */
static int name_of(const char *rest, char **name_out)
{
    struct buffer b;

    buffer_init(&b, DECLARED_NAME_MAX);
    intake_host.exchange.rest = rest;
    *intake_host.exchange.detail = '\0';
    int rc = declared_file_name(&intake_host.exchange, &b);
    *name_out = strdup(buffer_text(&b));
    buffer_free(&b);
    return rc;
}

static void expect_name(const char *rest, const char *expected)
{
    char *name = NULL;

    assert_int_equal(name_of(rest, &name), 0);
    assert_string_equal(name, expected);
    free(name);
}

static void expect_refused(const char *rest, int err, const char *detail)
{
    char *name = NULL;

    assert_int_equal(name_of(rest, &name), err);
    assert_string_equal(name, "");
    assert_non_null(strstr(intake_host.exchange.detail, detail));
    free(name);
}

static void test_names_are_decoded(void **state)
{
    (void)state;
    expect_name("a.txt", "a.txt");
    expect_name("a%20b+c%2Fd", "a b+c/d");
    expect_name("r%C3%A9sum%C3%A9", "r\xc3\xa9sum\xc3\xa9");
    expect_name("r%E9sum", "r\xef\xbf\xbdsum");
    expect_refused("a%00b", ERR_BAD_REQUEST, "zero byte");
}

static void test_long_names(void **state)
{
    char rest[LONGEST + 2];

    (void)state;
    memset(rest, 'n', sizeof rest);
    rest[LONGEST] = '\0';
    expect_name(rest, rest);
    rest[LONGEST] = 'n';
    rest[LONGEST + 1] = '\0';
    expect_refused(rest, ERR_BAD_REQUEST, "too long");
}

/* A name is public, and the URL of an upload holds its key. */
static void test_the_url_of_an_upload_is_no_name(void **state)
{
    char id[ID_SIZE], key[KEY_SIZE], rest[ID_SIZE + KEY_SIZE];

    (void)state;
    assert_int_equal(id_make(id), 0);
    assert_int_equal(key_make(&intake_host.app.secret, id, key), 0);
    (void)snprintf(rest, sizeof rest, "%s.%s", id, key);
    expect_refused(rest, ERR_METHOD, "PATCH");
    rest[ID_LEN + 1] = rest[ID_LEN + 1] == '0' ? '1' : '0'; /* not its key */
    expect_name(rest, rest);
}

static const char *type_of(const char *field)
{
    intake_host.request.type = field;
    return declared_file_type(&intake_host.request);
}

static void test_types_that_the_sender_chose(void **state)
{
    (void)state;
    assert_string_equal(type_of("image/png"), "image/png");
    assert_string_equal(type_of("text/plain; charset=utf-8"), "text/plain; charset=utf-8");
    assert_null(type_of(NULL));
    assert_null(type_of(""));
    assert_null(type_of("application/x-www-form-urlencoded"));
    assert_null(type_of("Application/X-WWW-Form-URLencoded; charset=utf-8"));
    assert_non_null(type_of("application/x-www-form"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_names_are_decoded),
        TEST(test_long_names),
        TEST(test_the_url_of_an_upload_is_no_name),
        TEST(test_types_that_the_sender_chose),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
