/* SPDX-License-Identifier: MIT */
/*
 * Files of credentials: their form, what is no credential, and a file that changes.
 */
#include "s3/s3_credentials.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char path[64];

static void put(const char *text)
{
    char draft[80];

    (void)snprintf(draft, sizeof draft, "%s.new", path);
    FILE *f = fopen(draft, "we");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(rename(draft, path), 0);
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/loadline-s3-XXXXXX");
    int fd = mkstemp(path);
    return fd >= 0 ? close(fd) : -1;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static void test_forms(void **state)
{
    struct s3_credentials c;

    (void)state;
    put("aws_access_key_id=A\naws_secret_access_key=S/+=s");
    assert_int_equal(s3_credentials_open(&c, path), 0);
    assert_string_equal(c.id, "A");
    assert_string_equal(c.secret, "S/+=s");
    assert_string_equal(c.token, "");
    put("# comment = x\n; another\r\n\n[other]\naws_access_key_id = no\n[default]\r\n"
        "  aws_access_key_id  =  A  \r\nregion = x\naws_secret_access_key = S\n"
        "aws_session_token = T\n[last]\naws_secret_access_key = no\n");
    assert_int_equal(s3_credentials_open(&c, path), 0);
    assert_string_equal(c.id, "A");
    assert_string_equal(c.secret, "S");
    assert_string_equal(c.token, "T");
}

static void test_what_is_none(void **state)
{
    static const char *const texts[] = {
        "",
        "aws_access_key_id = A\n",
        "aws_secret_access_key = S\n",
        "[other]\naws_access_key_id = A\naws_secret_access_key = S\n",
        "aws_access_key_id = A B\naws_secret_access_key = S\n",
        "aws_access_key_id = A\001\naws_secret_access_key = S\n",
        "aws_access_key_id\naws_secret_access_key = S\n",
        "aws_access_key_id2 = A\naws_secret_access_key = S\n"};
    static char longer[S3_FILE_MAX + 10];
    struct s3_credentials c;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put(texts[i]);
        assert_int_equal(s3_credentials_open(&c, path), ERR_CONFIG);
    }
    (void)snprintf(longer, sizeof longer, "aws_access_key_id = A\naws_secret_access_key = %0300d\n",
                   1);
    put(longer);
    assert_int_equal(s3_credentials_open(&c, path), ERR_CONFIG);
    memset(longer, '\n', sizeof longer - 1);
    put(longer);
    assert_int_equal(s3_credentials_open(&c, path), ERR_CONFIG);
    assert_int_equal(s3_credentials_open(&c, "/nowhere/at/all"), ERR_NOT_FOUND);
}

static void test_changes(void **state)
{
    struct s3_credentials c;

    (void)state;
    put("aws_access_key_id = A\naws_secret_access_key = S\n");
    assert_int_equal(s3_credentials_open(&c, path), 0);
    s3_credentials_look(&c, false);
    s3_credentials_look(&c, true);
    assert_int_equal(c.generation, 0);
    put("aws_access_key_id = A\naws_secret_access_key = S\naws_session_token = T\n");
    s3_credentials_look(&c, false);
    assert_int_equal(c.generation, 1);
    assert_string_equal(c.token, "T");
    put("broken");
    s3_credentials_look(&c, true);
    assert_int_equal(c.generation, 1);
    assert_string_equal(c.secret, "S");
    put("aws_access_key_id = B\naws_secret_access_key = U\n");
    s3_credentials_look(&c, false);
    assert_int_equal(c.generation, 2);
    assert_string_equal(c.id, "B");
    assert_string_equal(c.token, "");
    assert_string_equal(c.path, path);
}

static void test_environment(void **state)
{
    struct s3_credentials c;

    (void)state;
    assert_int_equal(unsetenv("AWS_SESSION_TOKEN") | setenv("AWS_ACCESS_KEY_ID", "A", 1) |
                         unsetenv("AWS_SECRET_ACCESS_KEY"),
                     0);
    assert_int_equal(s3_credentials_open(&c, NULL), ERR_CONFIG);
    assert_int_equal(setenv("AWS_SECRET_ACCESS_KEY", "S", 1), 0);
    assert_int_equal(s3_credentials_open(&c, NULL), 0);
    assert_string_equal(c.secret, "S");
    assert_string_equal(c.token, "");
    assert_int_equal(setenv("AWS_SESSION_TOKEN", "T", 1), 0);
    assert_int_equal(s3_credentials_open(&c, NULL), 0);
    assert_string_equal(c.token, "T");
    s3_credentials_look(&c, true);
    assert_int_equal(c.generation, 0);
}

static void test_masks(void **state)
{
    struct s3_credentials c = {.secret = "abc", .token = "tok"};
    char text[] = "abcabc of token, ab";

    (void)state;
    s3_credentials_mask(&c, text);
    assert_string_equal(text, "****** of ***en, ab");
    c = (struct s3_credentials){.secret = ""};
    s3_credentials_mask(&c, text);
    assert_string_equal(text, "****** of ***en, ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),   cmocka_unit_test(test_what_is_none),
        cmocka_unit_test(test_changes), cmocka_unit_test(test_environment),
        cmocka_unit_test(test_masks),
    };
    return cmocka_run_group_tests_name("s3_credentials", tests, setup, teardown);
}
