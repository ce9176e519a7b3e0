/* SPDX-License-Identifier: MIT */
/*
 * Tests which content counts as the whole file without an encoding.
 */
#include "fcgi/content/content_fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void test_a_range_of_all_bytes_says_their_number(void **state)
{
    (void)state;
    assert_int_equal(content_range_size("bytes 0-0/1"), 1);
    assert_int_equal(content_range_size("bytes 0-999/1000"), 1000);
    assert_int_equal(content_range_size("Bytes  0-999/1000 "), 1000);
}

static void test_every_other_range_is_a_part(void **state)
{
    static const char *const parts[] = {
        "",
        "bytes",
        "bytes ",
        "bytes 0-999/1001",
        "bytes 500-999/1000",
        "bytes 0-999/*",
        "bytes 0-*/1000",
        "bytes */1000",
        "bytes 0-998/1000",
        "bytes 0-1000/1000",
        "lines 0-9/10",
        "bytes 0-9/10,bytes 0-9/10",
        "bytes 0-9/10x",
        "bytes=0-9/10",
        "bytes -1-9/10",
        "0-9/10",
        "bytes 0-99999999999999999999/100000000000000000000",
        "bytes 0-/1",
        "bytes0-9/10",
    };

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_int_equal(content_range_size(parts[i]), -1);
}

static void test_only_identity_is_no_coding(void **state)
{
    (void)state;
    assert_true(content_is_plain(NULL, NULL));
    assert_true(content_is_plain("", NULL));
    assert_true(content_is_plain("identity", NULL));
    assert_true(content_is_plain(" Identity , identity,", NULL));
    assert_false(content_is_plain("gzip", NULL));
    assert_false(content_is_plain("identity, br", NULL));
    assert_false(content_is_plain("aws-chunked", NULL));
    assert_false(content_is_plain("identity2", NULL));
    assert_false(content_is_plain("chunked", NULL));
    assert_true(content_is_plain("Chunked", "chunked"));
    assert_false(content_is_plain("gzip, chunked", "chunked"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_range_of_all_bytes_says_their_number),
        cmocka_unit_test(test_every_other_range_is_a_part),
        cmocka_unit_test(test_only_identity_is_no_coding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
