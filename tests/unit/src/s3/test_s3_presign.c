/* SPDX-License-Identifier: MIT */
/*
 * Presigned URLs: the published example, and what clients and servers write alike.
 */
#include "s3/s3_presign.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define DAY_S 86400

/* "Authenticating Requests: Using Query Parameters", in the reference of Amazon S3. */
static const struct s3_credentials example_key = {
    .id = "AKIAIOSFODNN7EXAMPLE", .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
static const struct s3_presign example = {.method = "GET",
                                          .url = "https://examplebucket.s3.amazonaws.com/test.txt",
                                          .region = "us-east-1",
                                          .at_s = 1369353600,
                                          .expires_s = DAY_S};

static char text[65536];

static int presign(const struct s3_presign *p, const struct s3_credentials *by, size_t max)
{
    struct buffer b;

    buffer_init(&b, max);
    int rc = s3_presign_add(&b, p, by);
    (void)snprintf(text, sizeof text, "%s", rc == 0 ? buffer_text(&b) : "");
    buffer_free(&b);
    return rc;
}

static void check(const struct s3_presign *p, const struct s3_credentials *by)
{
    assert_int_equal(presign(p, by, sizeof text - 1), 0);
}

static void check_begins(const char *expected)
{
    text[strlen(expected) < sizeof text ? strlen(expected) : 0] = '\0';
    assert_string_equal(text, expected);
}

static void test_published_example(void **state)
{
    (void)state;
    check(&example, &example_key);
    assert_string_equal(
        text, "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
              "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
              "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
              "&X-Amz-Signature="
              "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

/* The parameters in the order of their bytes, each value encoded once. */
static void test_token_and_fields_of_the_answer(void **state)
{
    struct s3_credentials by = example_key;
    struct s3_presign p = example;

    (void)state;
    (void)snprintf(by.token, sizeof by.token, "a+b/c=");
    p.disposition = "attachment; filename=\"a b%.txt\"; filename*=UTF-8''%C3%A4";
    p.type = "text/plain";
    p.expires_s = 300;
    check(&p, &by);
    check_begins("https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                 "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                 "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=300"
                 "&X-Amz-Security-Token=a%2Bb%2Fc%3D&X-Amz-SignedHeaders=host"
                 "&response-content-disposition=attachment%3B%20filename%3D%22a%20b%25.txt%22%3B%20"
                 "filename%2A%3DUTF-8%27%27%25C3%25A4&response-content-type=text%2Fplain"
                 "&X-Amz-Signature=");
}

static const char *signature(void)
{
    return strstr(text, "&X-Amz-Signature=");
}

/* Host as clients send it: else the server signs another text. */
static void test_host_is_normalized(void **state)
{
    static const struct {
        const char *url, *begin;
    } rows[] = {
        {"https://S3.Example.org:443/b/K", "https://s3.example.org/b/K?"},
        {"http://S3.Example.org:80/b/K", "http://s3.example.org/b/K?"},
        {"http://s3.example.org:443/b/K", "http://s3.example.org:443/b/K?"},
        {"https://s3.example.org:9443/b/K", "https://s3.example.org:9443/b/K?"},
        {"http://[FE80::80]/b/K", "http://[fe80::80]/b/K?"},
        {"http://[::1]:80/b/K", "http://[::1]/b/K?"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct s3_presign p = example;
        p.url = rows[i].url;
        check(&p, &example_key);
        check_begins(rows[i].begin);
    }
}

/* Each of these is part of what is signed. */
static void test_all_is_signed(void **state)
{
    char before[128];
    struct s3_presign p[6];
    struct s3_credentials other = example_key;

    (void)state;
    for (size_t i = 0; i < sizeof p / sizeof *p; i++)
        p[i] = example;
    p[0].method = "HEAD";
    p[1].url = "https://examplebucket.s3.amazonaws.com/test.txu";
    p[2].url = "https://examplebuckey.s3.amazonaws.com/test.txt";
    p[3].region = "us-east-2";
    p[4].at_s += DAY_S;
    p[5].expires_s = 1;
    check(&example, &example_key);
    (void)snprintf(before, sizeof before, "%s", signature());
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        check(&p[i], &example_key);
        assert_string_not_equal(signature(), before);
    }
    other.secret[0] = 'x';
    check(&example, &other);
    assert_string_not_equal(signature(), before);
}

static void test_bounds(void **state)
{
    struct s3_presign p = example;

    (void)state;
    assert_int_equal(presign(&example, &example_key, 100), ERR_BOUND);
    p.url = "https://examplebucket.s3.amazonaws.com";
    assert_int_equal(presign(&p, &example_key, sizeof text - 1), ERR_INTERNAL);
    p.url = "examplebucket";
    assert_int_equal(presign(&p, &example_key, sizeof text - 1), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_example),
        cmocka_unit_test(test_token_and_fields_of_the_answer),
        cmocka_unit_test(test_host_is_normalized),
        cmocka_unit_test(test_all_is_signed),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests_name("s3_presign", tests, NULL, NULL);
}
