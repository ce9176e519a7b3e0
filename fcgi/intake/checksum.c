/* SPDX-License-Identifier: MIT */
/*
 * The digests of libcrypto, and CRC-32, which libcrypto lacks.
 */
#include "fcgi/intake/checksum.h"

#include "base/base64.h"
#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define CRC32_POLYNOMIAL 0xedb88320U /* polynomial of ISO 3309, bits reversed */
#define CRC32_LEN 4
#define NAME_SIZE 16

struct checksum {
    EVP_MD_CTX *context; /* NULL: CRC-32 */
    uint32_t crc;
    unsigned char expected[EVP_MAX_MD_SIZE];
    size_t len;
};

struct algorithm {
    const char *name;
    size_t len;
    const EVP_MD *(*digest)(void); /* NULL: CRC-32 */
};

static const struct algorithm algorithms[] = {
    {"sha1", 20, EVP_sha1}, {"sha256", 32, EVP_sha256}, {"sha512", 64, EVP_sha512},
    {"md5", 16, EVP_md5},   {"crc32", CRC32_LEN, NULL},
};

static const struct algorithm *checksum_find(const char *name)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

/* Uses a table for four bits: short enough to check by eye, and fast enough compared with the disk.
 */
static uint32_t crc32_add(uint32_t crc, const unsigned char *bytes, size_t len)
{
    static const uint32_t table[16] = {0x00000000,       0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                       0x76dc4190,       0x6b6b51f4, 0x4db26158, 0x5005713c,
                                       CRC32_POLYNOMIAL, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                       0x9b64c2b0,       0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return crc;
}

int checksum_new(const char *algorithm, const void *digest, size_t len, struct checksum **out)
{
    const struct algorithm *a = checksum_find(algorithm);

    *out = NULL;
    if (a == NULL || len == 0)
        return ERR_BAD_CHECKSUM;
    struct checksum *c = calloc(1, sizeof *c);
    if (c == NULL)
        return ERR_NOMEM;
    /* A digest of the wrong length must never match. */
    c->len = len == a->len ? len : 0;
    memcpy(c->expected, digest, c->len);
    c->crc = UINT32_MAX;
    if (a->digest != NULL) {
        c->context = EVP_MD_CTX_new();
        if (c->context == NULL || EVP_DigestInit_ex(c->context, a->digest(), NULL) != 1) {
            checksum_free(&c);
            return ERR_INTERNAL;
        }
    }
    *out = c;
    return 0;
}

int checksum_parse(const char *field, struct checksum **out)
{
    char name[NAME_SIZE];
    size_t len = 0;

    *out = NULL;
    if (field == NULL)
        return 0;
    size_t word = strcspn(field, " ");
    if (word >= sizeof name || field[word] == '\0')
        return ERR_BAD_CHECKSUM;
    memcpy(name, field, word);
    name[word] = '\0';
    field += word + 1;
    char *digest = base64_decode(field, strlen(field), &len);
    int rc = digest == NULL ? ERR_BAD_CHECKSUM : checksum_new(name, digest, len, out);
    free(digest);
    return rc;
}

int checksum_add(struct checksum *c, const void *bytes, size_t len)
{
    if (c->context != NULL)
        return EVP_DigestUpdate(c->context, bytes, len) == 1 ? 0 : ERR_INTERNAL;
    c->crc = crc32_add(c->crc, bytes, len);
    return 0;
}

bool checksum_matches(struct checksum *c)
{
    unsigned char found[EVP_MAX_MD_SIZE] = {0};
    unsigned len = CRC32_LEN;

    if (c->context != NULL && EVP_DigestFinal_ex(c->context, found, &len) != 1)
        return false;
    for (unsigned i = 0; c->context == NULL && i < CRC32_LEN; i++)
        found[i] = (unsigned char)(~c->crc >> (24 - 8 * i));
    return len == c->len && memcmp(found, c->expected, len) == 0;
}

void checksum_free(struct checksum **c)
{
    if (*c == NULL)
        return;
    EVP_MD_CTX_free((*c)->context);
    free(*c);
    *c = NULL;
}
