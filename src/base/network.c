/* SPDX-License-Identifier: MIT */
/*
 * Compares all addresses as IPv6: IPv4 addresses in their mapped form, with 96 added to the prefix
 * length.
 */
#include "base/network.h"

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

static bool network_parse(const char *text, struct network *out)
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

    return network_parse(text, &n);
}

bool network_contains(const char *network, const char *address)
{
    struct network n;
    unsigned char bytes[16];
    bool v4;

    if (!network_parse(network, &n) || !parse_address(address, bytes, &v4))
        return false;
    for (unsigned bit = 0; bit < n.bits; bit++) {
        unsigned mask = 0x80U >> bit % 8;
        if ((n.bytes[bit / 8] & mask) != (bytes[bit / 8] & mask))
            return false;
    }
    return true;
}

static void write_address(const unsigned char bytes[16], char out[NETWORK_ADDRESS_SIZE])
{
    bool v4 = memcmp(bytes, mapped, sizeof mapped) == 0;

    (void)inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? bytes + sizeof mapped : bytes, out,
                    NETWORK_ADDRESS_SIZE);
}

static bool is_port(const char *text, size_t len)
{
    if (len < 2 || len > 6 || *text != ':')
        return false;
    for (size_t i = 1; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* An IPv6 address without brackets has more than one colon, and never a port. */
static size_t length_without_port(const char *text, size_t len)
{
    const char *colon = memchr(text, ':', len);

    return colon != NULL && is_port(colon, (size_t)(text + len - colon)) ? (size_t)(colon - text)
                                                                         : len;
}

/* Removes quotation marks, brackets and port around the address. False if they are malformed. */
static bool strip_address(const char **text, size_t *len)
{
    if (*len >= 2 && **text == '"' && (*text)[*len - 1] == '"') {
        ++*text;
        *len -= 2;
    }
    if (*len == 0 || **text != '[') {
        *len = length_without_port(*text, *len);
        return true;
    }
    const char *close = memchr(*text, ']', *len);
    size_t after = close == NULL ? 0 : (size_t)(*text + *len - (close + 1));
    if (close == NULL || (after > 0 && !is_port(close + 1, after)))
        return false;
    ++*text;
    *len = (size_t)(close - *text);
    return true;
}

bool network_read_address(const char *text, size_t len, char out[NETWORK_ADDRESS_SIZE])
{
    unsigned char bytes[16];
    char address[NETWORK_ADDRESS_SIZE];
    bool v4;

    if (!strip_address(&text, &len) || len == 0 || len >= sizeof address)
        return false;
    memcpy(address, text, len);
    address[len] = '\0';
    if (!parse_address(address, bytes, &v4))
        return false;
    write_address(bytes, out);
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
    write_address(bytes, out);
    if (memcmp(bytes, mapped, sizeof mapped) == 0)
        return;
    memset(bytes + 8, 0, 8);
    write_address(bytes, out);
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
