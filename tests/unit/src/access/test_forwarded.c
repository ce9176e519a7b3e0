/* SPDX-License-Identifier: MIT */
/*
 * The header fields of proxies: the client's address and scheme, and which proxies are trusted.
 */
#include "access/forwarded.h"

#include "access/forwarded_field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char network[] = "10.0.0.0/8";
static char *proxies[] = {network, NULL};

static bool says_https(const char *peer, const char *proto, const char *field)
{
    return forwarded_secure(proxies, peer, &(struct forwarded){.proto = proto, .field = field});
}

static void test_by_https(void **state)
{
    static const char *const said[] = {"https", "HTTPS", "https,http", "https, http", " https "};

    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        assert_true(says_https("10.1.2.3", said[i], NULL));
}

static void test_not_by_https(void **state)
{
    static const char *const said[] = {NULL, "", "http", "httpss", "http, https", ",https"};

    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        assert_false(says_https("10.1.2.3", said[i], NULL));
}

static void test_not_a_proxy(void **state)
{
    (void)state;
    assert_false(says_https("192.0.2.1", "https", NULL));
    assert_false(says_https("192.0.2.1", NULL, "proto=https"));
    assert_false(says_https(NULL, "https", NULL));
    assert_false(says_https("unix:", "https", NULL));
    assert_false(forwarded_secure(NULL, "10.1.2.3", &(struct forwarded){.proto = "https"}));
}

static void test_https_in_forwarded(void **state)
{
    static const char *const https[] = {
        "proto=https",
        "for=192.0.2.1; Proto=\"https\"",
        "for=192.0.2.1, proto=HTTPS;by=_x",
        "proto=https, proto=http",
        "for=\"a;proto=http,\\\"\";proto=https",
    };
    static const char *const other[] = {
        "",
        "for=192.0.2.1",
        "proto=http, proto=https",
        "for=\"proto=https",
        "for=;proto=https",
        "for = x;proto=https",
        "proto=httpss",
        "for=\"a\"b;proto=https",
    };

    (void)state;
    for (size_t i = 0; i < sizeof https / sizeof *https; i++)
        assert_true(says_https("10.1.2.3", NULL, https[i]));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(says_https("10.1.2.3", NULL, other[i]));
    assert_false(says_https("10.1.2.3", "http", "proto=https"));
}

static void assert_client(const char *addresses, const char *field, const char *expected)
{
    char address[NETWORK_ADDRESS_SIZE] = "10.0.0.1";

    forwarded_resolve(proxies, &(struct forwarded){.addresses = addresses, .field = field},
                      address);
    assert_string_equal(address, expected);
}

static void test_addresses_with_ports(void **state)
{
    (void)state;
    assert_client("203.0.113.9:4711", NULL, "203.0.113.9");
    assert_client("203.0.113.9:4711, 10.9.9.9:80", NULL, "203.0.113.9");
    assert_client("[2001:db8::1]:4711", NULL, "2001:db8::1");
    assert_client("[2001:db8::1]", NULL, "2001:db8::1");
    assert_client("2001:db8::1", NULL, "2001:db8::1");
    assert_client("\"[2001:db8::1]:4711\"", NULL, "2001:db8::1");
}

static void test_one_address_has_one_spelling(void **state)
{
    (void)state;
    assert_client("::ffff:203.0.113.9", NULL, "203.0.113.9");
    assert_client("[::FFFF:203.0.113.9]:1", NULL, "203.0.113.9");
    assert_client("2001:DB8:0:0:0:0:0:1", NULL, "2001:db8::1");
    assert_client("2001:0db8::0001", NULL, "2001:db8::1");
    assert_client("203.0.113.9, ::ffff:10.2.3.4", NULL, "203.0.113.9");
}

static void test_what_is_no_address_ends_the_list(void **state)
{
    static const char *const bad[] = {
        "unknown",
        "203.0.113.9:",
        "203.0.113.9:port",
        "203.0.113.9:123456",
        "[2001:db8::1",
        "[2001:db8::1]x",
        "2001:db8::1]:1",
        "10.0.0.0/8",
        "[]",
        ":80",
        "\"",
        "1.2.3",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_client(bad[i], "for=192.0.2.77", "10.0.0.1");
}

static void test_clients_in_forwarded(void **state)
{
    (void)state;
    assert_client(NULL, "for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60");
    assert_client(NULL, "For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17");
    assert_client(NULL, "for=1.1.1.1, for=192.0.2.43:47, for=10.1.1.1", "192.0.2.43");
    assert_client("10.7.7.7", "for=192.0.2.60", "192.0.2.60");
    assert_client("198.51.100.7", "for=192.0.2.60", "198.51.100.7");
    assert_client(NULL, "for=192.0.2.60, proto=https", "10.0.0.1");
    assert_client(NULL, "for=192.0.2.60, for=unknown", "10.0.0.1");
    assert_client(NULL, "for=\"192.0.2.60, 10.1.1.1\"", "10.0.0.1");
    assert_client(NULL, "for=192.0.2.60,for=\"", "10.0.0.1");
    assert_client(NULL, NULL, "10.0.0.1");
}

static void test_more_than_fits_is_nothing(void **state)
{
    static const char start[] = "for=";
    char field[2 * FORWARDED_FIELD_HOPS_SIZE];
    char hops[FORWARDED_FIELD_HOPS_SIZE];

    (void)state;
    memset(field, 'x', sizeof field);
    memcpy(field, start, strlen(start));
    field[sizeof field - 1] = '\0';
    assert_false(forwarded_field_hops(field, hops));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_https),
        cmocka_unit_test(test_not_by_https),
        cmocka_unit_test(test_not_a_proxy),
        cmocka_unit_test(test_https_in_forwarded),
        cmocka_unit_test(test_addresses_with_ports),
        cmocka_unit_test(test_one_address_has_one_spelling),
        cmocka_unit_test(test_what_is_no_address_ends_the_list),
        cmocka_unit_test(test_clients_in_forwarded),
        cmocka_unit_test(test_more_than_fits_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
