/* SPDX-License-Identifier: MIT */
/*
 * What a proxy says of how it was asked, and whose word counts.
 */
#include "forwarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char network[] = "10.0.0.0/8";
static char *proxies[] = {network, NULL};

static void test_by_https(void **state)
{
    (void)state;
    assert_true(forwarded_secure(proxies, "10.1.2.3", "https"));
    assert_true(forwarded_secure(proxies, "10.1.2.3", "HTTPS"));
}

static void test_not_by_https(void **state)
{
    static const char *const said[] = {NULL, "", "http", "httpss", "https, http", "http, https"};

    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        assert_false(forwarded_secure(proxies, "10.1.2.3", said[i]));
}

static void test_not_a_proxy(void **state)
{
    (void)state;
    assert_false(forwarded_secure(proxies, "192.0.2.1", "https"));
    assert_false(forwarded_secure(proxies, NULL, "https"));
    assert_false(forwarded_secure(proxies, "unix:", "https"));
    assert_false(forwarded_secure(NULL, "10.1.2.3", "https"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_https),
        cmocka_unit_test(test_not_by_https),
        cmocka_unit_test(test_not_a_proxy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
