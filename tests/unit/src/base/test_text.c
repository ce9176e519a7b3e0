/* SPDX-License-Identifier: MIT */
/*
 * Small modules for text: the error table, the bounded buffer with its escapes, JSON.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void test_every_error_has_a_row(void **state)
{
    (void)state;
    for (int err = -1; err >= ERR_LAST; err--) {
        assert_non_null(error_code(err));
        assert_true(error_status(err) >= 400 && error_status(err) < 600);
        for (int other = err - 1; other >= ERR_LAST; other--)
            assert_string_not_equal(error_code(err), error_code(other));
    }
    assert_string_equal(error_code(12345), "internal");
    assert_string_equal(error_code(ERR_LAST - 1), "internal");
    assert_int_equal(error_from_errno(ENOSPC), ERR_NO_SPACE);
    assert_int_equal(error_from_errno(ENOENT), ERR_NOT_FOUND);
    assert_int_equal(error_from_errno(EIO), ERR_IO);
}

static void test_buffer_bound_sticks(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 4);
    buffer_add_string(&b, "abc");
    buffer_add_string(&b, "de");
    buffer_add_string(&b, "f");
    assert_int_equal(buffer_error(&b), ERR_BOUND);
    assert_string_equal(buffer_text(&b), "abc");
    assert_null(buffer_take(&b));
    buffer_add_string(&b, "abcd");
    assert_int_equal(buffer_error(&b), 0);
    buffer_consume(&b, 2);
    assert_string_equal(buffer_text(&b), "cd");
    char *text = buffer_take(&b);
    assert_string_equal(text, "cd");
    free(text);
    buffer_free(&b);
}

static void test_buffer_escapes(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 1000);
    buffer_add_json_string(&b, "a\"\\\n\x01\x7f\xc3\xa4\xff\xe2\x82");
    assert_string_equal(
        buffer_text(&b),
        "\"a\\\"\\\\\\n\\u0001\\u007f\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
    buffer_reset(&b);
    buffer_add_html(&b, "<a href='x'>&\"");
    assert_string_equal(buffer_text(&b), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    buffer_reset(&b);
    buffer_add_int(&b, INT64_MIN);
    assert_string_equal(buffer_text(&b), "-9223372036854775808");
    buffer_free(&b);
}

static int parse(const char *text)
{
    struct json *j = NULL;
    int rc = json_parse(text, strlen(text), 4, &j);

    json_free(&j);
    return rc;
}

static void test_json_refuses(void **state)
{
    (void)state;
    assert_int_equal(parse("{\"a\":[1,2.5,true,null,\"x\"]}"), 0);
    assert_int_equal(parse("12"), 0);
    assert_int_equal(parse("\"x\""), 0);
    assert_int_equal(parse(""), ERR_SYNTAX);
    assert_int_equal(parse("{"), ERR_SYNTAX);
    assert_int_equal(parse("{}x"), ERR_SYNTAX);
    assert_int_equal(parse("{} {}"), ERR_SYNTAX);
    assert_int_equal(parse("{\"a\":\"\xff\"}"), ERR_SYNTAX);
    assert_int_equal(parse("[[[[[[]]]]]]"), ERR_SYNTAX);
    assert_int_equal(parse("nan"), ERR_SYNTAX);
    /* json-c would take these, and read a name up to its zero */
    assert_int_equal(parse("{\"a\":\"x\ny\"}"), ERR_SYNTAX);
    assert_int_equal(parse("{\"a\tb\":1}"), ERR_SYNTAX);
    assert_int_equal(parse("{'a':1}"), ERR_SYNTAX);
    assert_int_equal(parse("{'\"':NaN,'\"':2}"), ERR_SYNTAX);
    assert_int_equal(parse("{\"a\\u0000\":1}"), ERR_SYNTAX);
    assert_int_equal(parse("{\"a\\u0000\" : 1}"), ERR_SYNTAX);
    assert_int_equal(parse("{\"a\\\\u0000\":1}"), 0);
    assert_int_equal(parse("{\"a\":\"b\\u0000\",\"c'\":\"it's\"}"), 0);
    assert_int_equal(parse("{\n\t\"a\" : 1 }"), 0);
}

static void test_json_reads(void **state)
{
    static const char text[] = "{\"s\":\"t\",\"nul\":\"a\\u0000b\",\"n\":7,\"b\":true,\"l\":[1],"
                               "\"u\":\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"}";
    struct json *j = NULL;

    (void)state;
    assert_int_equal(json_parse(text, strlen(text), 4, &j), 0);
    assert_string_equal(json_get_string(j, "s", "?"), "t");
    assert_string_equal(json_get_string(j, "nul", "?"), "?");
    assert_string_equal(json_get_string(j, "n", "?"), "?");
    assert_int_equal(json_get_int(j, "n", 0), 7);
    assert_int_equal(json_get_int(j, "s", -5), -5);
    assert_true(json_get_bool(j, "b", false));
    assert_string_equal(json_get_string(j, "u", "?"), "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    assert_int_equal(json_count(json_member(j, "l")), 1);
    assert_null(json_item(json_member(j, "l"), 1));
    assert_null(json_member(NULL, "x"));
    json_free(&j);
    assert_null(j);
}

static void test_json_writes(void **state)
{
    struct json *j = json_new_object();
    struct json *list = json_new_array();

    (void)state;
    assert_int_equal(json_set_string(j, "s", "a/\"b\""), 0);
    assert_int_equal(json_set_string(j, "none", NULL), 0);
    assert_int_equal(json_set_int(list, NULL, 1), 0);
    assert_int_equal(json_set_null(list, NULL), 0);
    assert_int_equal(json_set(j, "l", list), 0);
    assert_string_equal(json_text(j), "{\"s\":\"a/\\\"b\\\"\",\"none\":null,\"l\":[1,null]}");
    assert_int_equal(json_set(j, "x", NULL), ERR_NOMEM);
    json_free(&j);
}

static void test_utf8(void **state)
{
    static const char *const good[] = {"", "a", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    static const char *const bad[] = {"\x80",
                                      "\xc0\x80",
                                      "\xc3",
                                      "\xe0\x80\x80",
                                      "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xe2\x82"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(utf8_valid(bad[i], strlen(bad[i])));
    assert_false(utf8_valid("a\0b", 3));
}

static int note_piece(void *arg, const char *bytes, size_t len)
{
    struct buffer *all = arg;

    assert_in_range(len, 1, 8);
    buffer_add(all, bytes, len);
    return buffer_error(all);
}

/* A long text arrives whole, in pieces no larger than the buffer; a failure of the receiving
 * function is sticky. */
static void test_a_buffer_that_drains(void **state)
{
    struct buffer b, all;

    (void)state;
    buffer_init(&all, 64);
    buffer_init_draining(&b, 8, note_piece, &all);
    buffer_add_string(&b, "0123456789abcdefghij");
    buffer_add_json_string(&b, "\x01\x01\xc3\xa9");
    assert_int_equal(buffer_drain(&b), 0);
    assert_string_equal(buffer_text(&all), "0123456789abcdefghij\"\\u0001\\u0001\xc3\xa9\"");
    for (int i = 0; i < 20; i++)
        buffer_add_string(&b, "12345678");
    assert_int_equal(buffer_drain(&b), ERR_BOUND);
    buffer_free(&b);
    buffer_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_error_has_a_row),
        cmocka_unit_test(test_buffer_bound_sticks),
        cmocka_unit_test(test_buffer_escapes),
        cmocka_unit_test(test_json_refuses),
        cmocka_unit_test(test_json_reads),
        cmocka_unit_test(test_json_writes),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_a_buffer_that_drains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
