/* SPDX-License-Identifier: MIT */
/*
 * Tests which content counts as not encoded.
 */
#include "fcgi/content/content_fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

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
        cmocka_unit_test(test_only_identity_is_no_coding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
