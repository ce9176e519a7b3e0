/* SPDX-License-Identifier: MIT */
/* Metadata as programs are given it. */
#include "metadata.h"

#include "json.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_decoded),
        cmocka_unit_test(test_keys_without_a_value),
        cmocka_unit_test(test_bytes_that_are_not_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
