/* SPDX-License-Identifier: MIT */
/*
 * Everything is compared as IPv6: an IPv4 address is its mapped form, and its prefix 96 bits longer.
 */
#include "network.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define MAPPED_BITS 96

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct network {
    unsigned char bytes[16];
    unsigned bits;
};

static bool parse_address(const char *text, unsigned char bytes[16], bool *v4_out)
{
    *v4_out = inet_pton(AF_INET, text, bytes + 12) == 1;
    if (*v4_out)
        memcpy(bytes, mapped, sizeof mapped);
    return *v4_out || inet_pton(AF_INET6, text, bytes) == 1;
}

static bool parse_bits(const char *text, unsigned most, unsigned *out)
{
    size_t len = strspn(text, "0123456789");

    if (len == 0 || len > 3 || text[len] != '\0')
        return false;
    for (*out = 0; *text != '\0'; text++)
        *out = *out * 10 + (unsigned)(*text - '0');
    return *out <= most;
}

static bool parse(const char *text, struct network *out)
{
    char address[NETWORK_ADDRESS_SIZE];
    size_t len = strcspn(text, "/");
    bool v4;

    if (len >= sizeof address)
        return false;
    memcpy(address, text, len);
    address[len] = '\0';
    if (!parse_address(address, out->bytes, &v4))
        return false;
    out->bits = v4 ? 32 : 128;
    if (text[len] == '/' && !parse_bits(text + len + 1, out->bits, &out->bits))
        return false;
    out->bits += v4 ? MAPPED_BITS : 0;
    return true;
}

bool network_valid(const char *text)
{
    struct network n;

    return parse(text, &n);
}

bool network_contains(const char *network, const char *address)
{
    struct network n;
    unsigned char bytes[16];
    bool v4;

    if (!parse(network, &n) || !parse_address(address, bytes, &v4))
        return false;
    for (unsigned bit = 0; bit < n.bits; bit++) {
        unsigned mask = 0x80U >> bit % 8;
        if ((n.bytes[bit / 8] & mask) != (bytes[bit / 8] & mask))
            return false;
    }
    return true;
}

void network_client(const char *address, char out[NETWORK_ADDRESS_SIZE])
{
    unsigned char bytes[16];
    bool v4;

    if (!parse_address(address, bytes, &v4)) {
        (void)snprintf(out, NETWORK_ADDRESS_SIZE, "%s", address);
        return;
    }
    if (memcmp(bytes, mapped, sizeof mapped) == 0) {
        (void)inet_ntop(AF_INET, bytes + sizeof mapped, out, NETWORK_ADDRESS_SIZE);
        return;
    }
    memset(bytes + 8, 0, 8);
    (void)inet_ntop(AF_INET6, bytes, out, NETWORK_ADDRESS_SIZE);
    size_t len = strlen(out);
    (void)snprintf(out + len, NETWORK_ADDRESS_SIZE - len, "/64");
}

bool network_list_contains(char *const *networks, const char *address)
{
    for (; networks != NULL && *networks != NULL; networks++)
        if (network_contains(*networks, address))
            return true;
    return false;
}
