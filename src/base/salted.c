/* SPDX-License-Identifier: MIT */
/*
 * Calculates a hash: the first 64 bits of SHA-256 of salt and name.
 */
#include "base/salted.h"

#include "base/error.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

int salt_make(struct salt *out)
{
    return RAND_bytes(out->bytes, sizeof out->bytes) == 1 ? 0 : ERR_INTERNAL;
}

uint64_t salt_hash(const struct salt *salt, const char *name)
{
    unsigned char sum[EVP_MAX_MD_SIZE] = {0};
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    uint64_t hash = 0;

    if (md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
        EVP_DigestUpdate(md, salt->bytes, sizeof salt->bytes) == 1 &&
        EVP_DigestUpdate(md, name, strlen(name)) == 1)
        (void)EVP_DigestFinal_ex(md, sum, NULL);
    EVP_MD_CTX_free(md);
    memcpy(&hash, sum, sizeof hash);
    return hash;
}
