/* SPDX-License-Identifier: MIT */
/*
 * Every range that a webhook must not reach, by its first and last address, and its public
 * neighbours.
 */
#include "worker/webhook/public_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

static void test_what_is_not_public(void **state)
{
    static const char *const addresses[] = {
        /* IPv4 */
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.0", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
        "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1",
        "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1",
        "203.0.113.1", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255",
        /* IPv6, not global */
        "::", "::1", "100::1", "100:0:0:1::1", "fc00::", "fdff:ffff::1", "fe80::1", "febf::1",
        "fec0::1", "ff02::1", "ff0e::1", "2001::1", "2001:1ff:ffff::1", "2001:db8::1", "3ffe::1",
        "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "8000::1", "e000::1",
        /* IPv4 embedded in IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP */
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::10.0.0.1",
        "::a00:1", "::192.168.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "::ffff:0:a00:1",
        "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1",
        "64:ff9b:1:ffff:ffff:ffff:a00:1", "2002:7f00:1::", "2002:a00:1::1",
        "2002:c0a8:1::", "2002:808:808::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:0:a00:1::", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1",
        "fe80::5efe:10.0.0.1",
        /* not an address */
        "", "nonsense", "1.2.3", "1.2.3.4.5", "08.8.8.8", "0x7f.1", "2130706433", "127.1",
        "8.8.8.8/32", "::1%lo", "[::1]"};

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        if (public_address_is(addresses[i]))
            fail_msg("%s passes", addresses[i]);
}

static void test_what_is_public(void **state)
{
    static const char *const addresses[] = {
        "1.0.0.0",         "8.8.8.8",         "9.255.255.255",  "11.0.0.0",
        "93.184.216.34",   "100.63.255.255",  "100.128.0.0",    "126.255.255.255",
        "128.0.0.0",       "169.253.255.255", "169.255.0.0",    "172.15.255.255",
        "172.32.0.0",      "191.255.255.255", "192.0.1.0",      "192.0.3.0",
        "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "::ffff:8.8.8.8",  "2001:200::1",    "2001:4860:4860::8888",
        "2003::1",         "2606:4700::1111", "2a00:1450::1",   "2001:db7:ffff::1",
        "2001:db9::1",     "3ffd::1"};

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        if (!public_address_is(addresses[i]))
            fail_msg("%s does not pass", addresses[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_not_public),
        cmocka_unit_test(test_what_is_public),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
