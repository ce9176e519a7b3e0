/* SPDX-License-Identifier: MIT */
/*
 * Which requests to the admin listener have an answer.
 */
#include "ws/transport/admin_access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const monitoring[] = {"10.1.0.0/16", "fd00::/8", NULL};

static bool asks(const char *peer, const char *host, const char *path)
{
    return admin_access_allows(&(struct admin_request){peer, host, path},
                               (char *const *)monitoring);
}

static void test_hosts(void **state)
{
    static const char *const good[] = {
        "", "localhost", "localhost:8082", "127.0.0.1", "[::1]:80", "10.1.2.3:8082", "[fd00::1]",
    };
    static const char *const bad[] = {
        "evil.example",           "localhost.evil.example", "localhostx",
        "127.0.0.1.evil.example", "10.1.2.3.example:80",    "relay",
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(asks("127.0.0.1", good[i], "/metrics"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(asks("127.0.0.1", bad[i], "/metrics"));
        assert_false(asks("127.0.0.1", bad[i], "/healthz"));
    }
}

static void test_peers(void **state)
{
    static const char *const paths[] = {"/metrics", "/sessions", "/settings", "/", "/healthzz"};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_true(asks("", "localhost", paths[i])); /* a UNIX socket */
        assert_true(asks("127.0.0.1", "localhost", paths[i]));
        assert_true(asks("::1", "localhost", paths[i]));
        assert_true(asks("10.1.2.3", "10.9.0.1:8082", paths[i]));
        assert_true(asks("::ffff:10.1.2.3", "10.9.0.1:8082", paths[i]));
        assert_true(asks("fd00::2", "[fd00::1]:8082", paths[i]));
        assert_false(asks("10.2.0.1", "10.9.0.1:8082", paths[i]));
        assert_false(asks("192.0.2.1", "localhost", paths[i]));
        assert_false(asks("2001:db8::1", "localhost", paths[i]));
    }
}

static void test_only_probes_for_everybody(void **state)
{
    const struct admin_request probe = {"192.0.2.1", "10.9.0.1:8082", "/readyz"},
                               metrics = {"192.0.2.1", "10.9.0.1:8082", "/metrics"};

    (void)state;
    assert_true(asks("192.0.2.1", "10.9.0.1:8082", "/healthz"));
    assert_true(admin_access_allows(&probe, NULL));
    assert_false(admin_access_allows(&metrics, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_peers),
        cmocka_unit_test(test_only_probes_for_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
