/* SPDX-License-Identifier: MIT */
/*
 * Random ids, and keys as truncated HMACs of them, so that the server checks keys without a table.
 */
#include "base/id.h"

#include "base/error.h"
#include "base/hmac.h"

#include <assert.h>
#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#define SECRET_MIN 16

static void hex_encode(const unsigned char *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

int id_random_hex(char *buf, size_t size)
{
    unsigned char bytes[32];
    size_t n = (size - 1) / 2;

    if (n > sizeof bytes || RAND_bytes(bytes, (int)n) != 1)
        return ERR_INTERNAL;
    hex_encode(bytes, n, buf);
    return 0;
}

int id_make(char id[ID_SIZE])
{
    return id_random_hex(id, ID_SIZE);
}

/* Whether the first n characters are lower-case hex digits. */
static bool is_hex(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

bool spool_id_valid(const char *text)
{
    return strnlen(text, SPOOL_ID_SIZE) == SPOOL_ID_SIZE - 1 && is_hex(text, SPOOL_ID_SIZE - 1);
}

bool id_valid(const char *text)
{
    return is_hex(text, ID_LEN) && text[ID_LEN] == '\0';
}

int secret_load(const char *path, struct secret *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ERR_CONFIG;
    ssize_t n = read(fd, out->bytes, sizeof out->bytes);
    close(fd);
    while (n > 0 && isspace(out->bytes[n - 1]))
        n--;
    if (n < SECRET_MIN)
        return ERR_CONFIG;
    out->len = (size_t)n;
    return 0;
}

/* Writes the first half of the HMAC-SHA-256 as 32 hex digits. */
static int id_sign(const struct secret *secret, const void *bytes, size_t len, char out[ID_SIZE])
{
    unsigned char mac[HMAC_SIZE];

    if (!hmac_sha256(secret->bytes, secret->len, bytes, len, mac))
        return ERR_INTERNAL;
    hex_encode(mac, KEY_LEN / 2, out);
    return 0;
}

int id_derive(const struct secret *secret, const void *bytes, size_t len, char id[ID_SIZE])
{
    assert(len > 0 && !isxdigit(*(const unsigned char *)bytes));
    return id_sign(secret, bytes, len, id);
}

int key_make(const struct secret *secret, const char *id, char key[KEY_SIZE])
{
    return id_sign(secret, id, strlen(id), key);
}

bool key_valid(const struct secret *secret, const char *id, const char *key)
{
    char right[KEY_SIZE];

    return strlen(key) == KEY_LEN && key_make(secret, id, right) == 0 &&
           CRYPTO_memcmp(right, key, KEY_LEN) == 0;
}

int id_parse_capability(const struct secret *secret, const char *text, char id_out[ID_SIZE])
{
    if (!is_hex(text, ID_LEN) || text[ID_LEN] != '.')
        return ERR_NOT_FOUND;
    memcpy(id_out, text, ID_LEN);
    id_out[ID_LEN] = '\0';
    return key_valid(secret, id_out, text + ID_LEN + 1) ? 0 : ERR_NOT_FOUND;
}
