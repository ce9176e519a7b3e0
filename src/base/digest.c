/* SPDX-License-Identifier: MIT */
/*
 * Calculates and checks digests with libcrypto's SHA-2.
 */
#include "base/digest.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#define PIECE_BYTES ((size_t)1 << 18)

struct algorithm {
    const char *name;
    size_t len;
    const EVP_MD *(*evp)(void);
};

struct digest {
    const struct algorithm *algorithm;
    EVP_MD_CTX *context;
};

static const struct algorithm algorithms[] = {
    {"sha256", 32, EVP_sha256},
    {"sha512", 64, EVP_sha512},
};

static const struct algorithm *digest_find(const char *name)
{
    size_t len = strcspn(name, ":");

    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (strlen(algorithms[i].name) == len && memcmp(algorithms[i].name, name, len) == 0)
            return &algorithms[i];
    return NULL;
}

int digest_new(const char *name, struct digest **out)
{
    const struct algorithm *a = digest_find(name);

    *out = NULL;
    if (a == NULL)
        return ERR_SYNTAX;
    struct digest *d = calloc(1, sizeof *d);
    if (d == NULL)
        return ERR_NOMEM;
    d->algorithm = a;
    d->context = EVP_MD_CTX_new();
    if (d->context == NULL || EVP_DigestInit_ex(d->context, a->evp(), NULL) != 1) {
        digest_free(&d);
        return ERR_INTERNAL;
    }
    *out = d;
    return 0;
}

void digest_free(struct digest **d)
{
    if (*d == NULL)
        return;
    EVP_MD_CTX_free((*d)->context);
    free(*d);
    *d = NULL;
}

int digest_add(struct digest *d, const void *bytes, size_t len)
{
    return EVP_DigestUpdate(d->context, bytes, len) == 1 ? 0 : ERR_INTERNAL;
}

int digest_write(const char *name, const unsigned char *bytes, size_t len,
                 char text[DIGEST_TEXT_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    const struct algorithm *a = digest_find(name);

    if (a == NULL || a->len != len)
        return ERR_SYNTAX;
    char *at = text + snprintf(text, DIGEST_TEXT_SIZE, "%s:", a->name);
    for (size_t i = 0; i < len; i++) {
        *at++ = hex[bytes[i] >> 4];
        *at++ = hex[bytes[i] & 15];
    }
    *at = '\0';
    return 0;
}

int digest_end(struct digest *d, char text[DIGEST_TEXT_SIZE])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    if (EVP_DigestFinal_ex(d->context, bytes, &len) != 1)
        return ERR_INTERNAL;
    return digest_write(d->algorithm->name, bytes, len, text);
}

static int add_file(struct digest *d, int fd, unsigned char *piece)
{
    off_t at = 0;

    for (;;) {
        ssize_t n = pread(fd, piece, PIECE_BYTES, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? ERR_IO : 0;
        int rc = digest_add(d, piece, (size_t)n);
        if (rc != 0)
            return rc;
        at += n;
    }
}

int digest_check_file(int fd, const char *expected)
{
    char found[DIGEST_TEXT_SIZE];
    struct digest *d = NULL;
    unsigned char *piece = NULL;

    int rc = digest_new(expected, &d);
    if (rc != 0)
        goto out;
    piece = malloc(PIECE_BYTES);
    rc = piece == NULL ? ERR_NOMEM : add_file(d, fd, piece);
    if (rc == 0)
        rc = digest_end(d, found);
    if (rc == 0 && strcmp(found, expected) != 0)
        rc = ERR_DIGEST;
out:
    free(piece);
    digest_free(&d);
    return rc;
}
