/* SPDX-License-Identifier: MIT */
/*
 * URLs of objects for every byte, and elements of answers.
 */
#include "s3/s3_text.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const char *encoded(const char *text, bool keep_slashes)
{
    static char out[256];
    struct buffer b;

    buffer_init(&b, sizeof out - 1);
    s3_text_encode(&b, text, keep_slashes);
    assert_int_equal(buffer_error(&b), 0);
    (void)snprintf(out, sizeof out, "%s", buffer_text(&b));
    buffer_free(&b);
    return out;
}

static void test_every_byte(void **state)
{
    (void)state;
    for (int c = 1; c < 256; c++) {
        char text[2] = {(char)c, '\0'}, expected[8];
        bool plain = c < 0x80 && (isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~');
        (void)snprintf(expected, sizeof expected, plain ? "%c" : "%%%02X", c);
        assert_string_equal(encoded(text, false), expected);
        assert_string_equal(encoded(text, true), c == '/' ? "/" : expected);
    }
    assert_string_equal(encoded("a b/\xc3\xa9+\xf0\x9f\x98\x80", true),
                        "a%20b/%C3%A9%2B%F0%9F%98%80");
    assert_string_equal(encoded("../.", true), "../.");
}

static void check_url(struct s3_place place, const char *expected)
{
    struct buffer b;

    buffer_init(&b, 1000);
    s3_text_url(&b, &place, "bucket", "a b/c");
    assert_string_equal(buffer_text(&b), expected);
    buffer_free(&b);
}

static void test_urls(void **state)
{
    (void)state;
    check_url((struct s3_place){"", "eu-west-1", false},
              "https://s3.eu-west-1.amazonaws.com/bucket/a%20b/c");
    check_url((struct s3_place){"", "eu-west-1", true},
              "https://bucket.s3.eu-west-1.amazonaws.com/a%20b/c");
    check_url((struct s3_place){"http://[::1]:9000", "x", false},
              "http://[::1]:9000/bucket/a%20b/c");
    check_url((struct s3_place){"https://s3.example.org", "x", true},
              "https://bucket.s3.example.org/a%20b/c");
}

static void test_elements(void **state)
{
    char out[16];

    (void)state;
    assert_true(
        s3_text_element("<E><Code>A&amp;B&lt;&gt;&quot;&apos;</Code></E>", "Code", out, 16));
    assert_string_equal(out, "A&B<>\"'");
    assert_true(s3_text_element("<Code>&#34;&#x2B;&#228;&x;&</Code>", "Code", out, 16));
    assert_string_equal(out, "\"+&#228;&x;&");
    assert_true(s3_text_element("<Code>0123456789abcdefgh</Code>", "Code", out, 16));
    assert_string_equal(out, "0123456789abcde");
    assert_true(s3_text_element("<Code></Code>", "Code", out, 16));
    assert_string_equal(out, "");
    assert_false(s3_text_element("<Code>cut", "Code", out, 16));
    assert_false(s3_text_element("<Codes>x</Codes>", "Code", out, 16));
    assert_false(s3_text_element("", "Code", out, 16));
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_elements),
    };
    return cmocka_run_group_tests_name("s3_text", tests, NULL, NULL);
}
