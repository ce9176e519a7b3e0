/* SPDX-License-Identifier: MIT */
/* Metadata as the site's programs get it. */
#include "upload/metadata.h"

#include "base/buffer.h"
#include "base/json.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void check(const char *field, const char *expected)
{
    struct json *o = metadata_decode(field);

    assert_non_null(o);
    assert_string_equal(json_text(o), expected);
    json_free(&o);
}

static void test_text_is_decoded(void **state)
{
    (void)state;
    check("filename YS50eHQ=, note w6k=", "{\"filename\":\"a.txt\",\"note\":\"\xc3\xa9\"}");
}

static void test_keys_without_a_value(void **state)
{
    (void)state;
    check("", "{}");
    check("private", "{\"private\":\"\"}");
    check("private ,b YQ==", "{\"private\":\"\",\"b\":\"a\"}");
}

static void test_bytes_that_are_not_text(void **state)
{
    (void)state;
    check("a YQBi", "{\"a\":\"a\xef\xbf\xbd"
                    "b\"}");
    check("a /2I=", "{\"a\":\"\xef\xbf\xbd"
                    "b\"}");
    check("a ////", "{\"a\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}");
    check("a ?,b YQ==", "{\"a\":null,\"b\":\"a\"}");
}

static void test_an_upload_has_one_kind_or_none(void **state)
{
    struct json *o = NULL;

    (void)state;
    assert_int_equal(metadata_make(NULL, NULL, &o), 0);
    assert_null(o);
    assert_int_equal(metadata_make("a YQ==", NULL, &o), 0);
    assert_string_equal(json_text(o), "{\"a\":\"a\"}");
    json_free(&o);
    assert_int_equal(metadata_make(NULL, "{\"a\":[\"1\",\"2\"],\"b\":\"/\"}", &o), 0);
    assert_string_equal(json_text(o), "{\"a\":[\"1\",\"2\"],\"b\":\"/\"}");
    json_free(&o);
}

static char album[] = "album", tags[] = "tags", none[] = "none";

static void check_listed(char *const *names, const char *field, const char *fields,
                         const char *expected)
{
    struct json *o = NULL;
    struct buffer out;

    buffer_init(&out, 4096);
    assert_int_equal(metadata_make(field, fields, &o), 0);
    metadata_add_listed(names, o, &out);
    assert_string_equal(buffer_text(&out), expected);
    json_free(&o);
    buffer_free(&out);
}

static void test_only_listed_members_are_shown(void **state)
{
    char *names[] = {tags, album, none, NULL}, *no_names[] = {NULL};

    (void)state;
    assert_true(metadata_is_listed(names, "albums", 5));
    assert_false(metadata_is_listed(names, "album", 4));
    assert_false(metadata_is_listed(names, "Album", 5));
    assert_false(metadata_is_listed(no_names, "album", 5));
    assert_false(metadata_is_listed(NULL, "album", 5));
    check_listed(names, "filename YQ==,album YSJi,tags", NULL,
                 "{\"tags\":\"\",\"album\":\"a\\\"b\"}");
    check_listed(names, NULL, "{\"album\":\"\\n\\u0001\",\"tags\":[\"1\",\"2\"],\"x\":\"y\"}",
                 "{\"tags\":[\"1\",\"2\"],\"album\":\"\\n\\u0001\"}");
    check_listed(names, NULL, NULL, "{}");
    check_listed(no_names, "album YQ==", NULL, "{}");
    check_listed(NULL, "album YQ==", NULL, "{}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_decoded),
        cmocka_unit_test(test_keys_without_a_value),
        cmocka_unit_test(test_bytes_that_are_not_text),
        cmocka_unit_test(test_an_upload_has_one_kind_or_none),
        cmocka_unit_test(test_only_listed_members_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
