/* SPDX-License-Identifier: MIT */
/* Metadata as the site's programs get it. */
#include "upload/metadata.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_decoded),
        cmocka_unit_test(test_keys_without_a_value),
        cmocka_unit_test(test_bytes_that_are_not_text),
        cmocka_unit_test(test_an_upload_has_one_kind_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
