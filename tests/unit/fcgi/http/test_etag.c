/* SPDX-License-Identifier: MIT */
/*
 * Tests entity tags of documents, and lists of them as clients and caches send them.
 */
#include "fcgi/http/etag.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int make(const char *json, char etag[ETAG_SIZE])
{
    return etag_make(json, strlen(json), etag);
}

static void test_make(void **state)
{
    char etag[ETAG_SIZE];
    (void)state;
    assert_int_equal(make("{\"event\":\"progress\",\"epoch\":1700000000000,\"rev\":17}", etag), 0);
    assert_string_equal(etag, "\"1700000000000-17\"");
    assert_int_equal(make("{\"epoch\":9223372036854775807,\"rev\":9223372036854775807}", etag), 0);
    assert_string_equal(etag, "\"9223372036854775807-9223372036854775807\"");
}

static void test_no_version(void **state)
{
    char etag[ETAG_SIZE];
    (void)state;
    assert_int_equal(make("{\"epoch\":1}", etag), ERR_SYNTAX);
    assert_int_equal(make("{\"epoch\":\"1\",\"rev\":2}", etag), ERR_SYNTAX);
    assert_int_equal(make("{\"epoch\":1,", etag), ERR_SYNTAX);
    assert_int_equal(make("", etag), ERR_SYNTAX);
}

static void test_matches(void **state)
{
    (void)state;
    assert_true(etag_matches("\"1-2\"", "\"1-2\""));
    assert_true(etag_matches("W/\"1-2\"", "\"1-2\""));
    assert_true(etag_matches("*", "\"1-2\""));
    assert_true(etag_matches(" \"a,b\" , W/\"1-1\",\t\"1-2\"", "\"1-2\""));
    assert_true(etag_matches("\"0-0\",\"1-2\",\"9-9\"", "\"1-2\""));
}

static void test_other_tags(void **state)
{
    static const char *const fields[] = {"",          "\"1-3\"",   "\"1-22\"",   "1-2",
                                         "\"1-2",     "\"x\" 1-2", "W/",         "w/\"1-2\"",
                                         "\"1-1\" *", ",",         "\"\\\"1-2\""};
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        assert_false(etag_matches(fields[i], "\"1-2\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_make),
        cmocka_unit_test(test_no_version),
        cmocka_unit_test(test_matches),
        cmocka_unit_test(test_other_tags),
    };
    return cmocka_run_group_tests_name("etag", tests, NULL, NULL);
}
