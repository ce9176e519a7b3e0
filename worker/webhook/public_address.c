/* SPDX-License-Identifier: MIT */
/*
 * Decides whether an address is public. IPv4: all except the special ranges. IPv6: only the global
 * unicast addresses that IANA allocates, which excludes the compatible (::/96), translated
 * (::ffff:0:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48), local and multicast ones; and of those not the
 * special ranges, nor ranges that embed an IPv4 address.
 */
#include "worker/webhook/public_address.h"

#include "base/network.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#define GLOBAL_UNICAST "2000::/3" /* RFC 4291 section 2.4, as allocated so far */

/* The registries of RFC 6890 as of 2025; mapped addresses (::ffff:0:0/96) are compared as IPv4. */
static const char *const special[] = {
    "0.0.0.0/8",       /* this network, RFC 791 */
    "10.0.0.0/8",      /* private, RFC 1918 */
    "100.64.0.0/10",   /* shared by providers, RFC 6598 */
    "127.0.0.0/8",     /* this host, RFC 1122 */
    "169.254.0.0/16",  /* link-local, RFC 3927; metadata of clouds */
    "172.16.0.0/12",   /* private */
    "192.0.0.0/24",    /* protocol assignments, RFC 6890 */
    "192.0.2.0/24",    /* documentation, RFC 5737 */
    "192.88.99.0/24",  /* relays of 6to4, RFC 7526 */
    "192.168.0.0/16",  /* private */
    "198.18.0.0/15",   /* benchmarks, RFC 2544 */
    "198.51.100.0/24", /* documentation */
    "203.0.113.0/24",  /* documentation */
    "224.0.0.0/4",     /* multicast, RFC 5771 */
    "240.0.0.0/4",     /* reserved, RFC 1112; broadcast */
    "2001::/23",       /* protocol assignments, RFC 2928: Teredo, ORCHID, benchmarks */
    "2001:db8::/32",   /* documentation, RFC 3849 */
    "2002::/16",       /* 6to4: embeds an IPv4 address, RFC 3056 */
    "3ffe::/16",       /* the 6bone, RFC 3701 */
    "3fff::/20",       /* documentation, RFC 9637 */
};

/* ISATAP (RFC 5214 section 6.1) embeds an IPv4 address after 0:5efe in any prefix. */
static bool is_isatap(const unsigned char bytes[16])
{
    static const unsigned char mark[] = {0x00, 0x5e, 0xfe};

    return (bytes[8] == 0x00 || bytes[8] == 0x02) && memcmp(bytes + 9, mark, sizeof mark) == 0;
}

static bool is_mapped(const unsigned char bytes[16])
{
    static const unsigned char mark[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    return memcmp(bytes, mark, sizeof mark) == 0;
}

bool public_address_is(const char *text)
{
    unsigned char bytes[16];

    if (!network_valid(text) || strchr(text, '/') != NULL)
        return false;
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (network_contains(special[i], text))
            return false;
    if (inet_pton(AF_INET6, text, bytes) != 1 || is_mapped(bytes))
        return true;
    return network_contains(GLOBAL_UNICAST, text) && !is_isatap(bytes);
}
