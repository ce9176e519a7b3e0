/* SPDX-License-Identifier: MIT */
/*
 * Which lists of header fields the answer to a preflight echoes.
 */
#include "access/preflight.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void test_what_is_asked_for_is_repeated(void **state)
{
    static const char *const good[] = {
        "x-request-id",
        "cache-control,content-range,upload-checksum",
        "Upload-Name, X-Progress-ID ,\tUpload-Incomplete",
        "a,,b",
        "x!#$%&'*+-.^_`|~09",
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_ptr_equal(preflight_allow(good[i]), good[i]);
}

static void test_what_is_no_list_of_names_is_not_repeated(void **state)
{
    static const char *const bad[] = {
        "",      " ",     ",,", "a b", "a:b", "a;b", "a\r\nSet-Cookie: x", "gr\xc3\xbc\xc3\x9f",
        "\"a\"", "a,(b)",
    };
    const char *own = preflight_allow(NULL);

    (void)state;
    assert_non_null(strstr(own, "Tus-Resumable"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_ptr_equal(preflight_allow(bad[i]), own);
}

static void test_the_list_is_bounded(void **state)
{
    char names[PREFLIGHT_NAMES_MAX + 2];

    (void)state;
    memset(names, 'x', sizeof names);
    names[PREFLIGHT_NAMES_MAX] = '\0';
    assert_ptr_equal(preflight_allow(names), names);
    names[PREFLIGHT_NAMES_MAX] = 'x';
    names[PREFLIGHT_NAMES_MAX + 1] = '\0';
    assert_ptr_equal(preflight_allow(names), preflight_allow(NULL));
    assert_true(strlen(preflight_allow(NULL)) <= 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_asked_for_is_repeated),
        cmocka_unit_test(test_what_is_no_list_of_names_is_not_repeated),
        cmocka_unit_test(test_the_list_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
