/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 of the names and values with their terminators, cut to 128 bits: names come from
 * visitors, and an equal fingerprint would show an old one.
 */
#include "progress/progress_fingerprint.h"

#include "base/error.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_count(const char *name)
{
    return strcmp(name, "received") == 0 || strcmp(name, "percent") == 0 ||
           strcmp(name, "updated_at") == 0;
}

static bool fingerprint_add(EVP_MD_CTX *digest, const char *text)
{
    return EVP_DigestUpdate(digest, text, strlen(text) + 1) == 1;
}

static bool fingerprint_compute(EVP_MD_CTX *digest, const struct progress_identity *i,
                                unsigned char sum_out[EVP_MAX_MD_SIZE])
{
    const char *const *field = i->fields, *const *end = field + 2 * i->n;
    bool fine = EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 &&
                fingerprint_add(digest, i->run_id) && fingerprint_add(digest, i->writer);

    for (; fine && field < end; field += 2)
        if (!is_count(field[0]))
            fine = fingerprint_add(digest, field[0]) && fingerprint_add(digest, field[1]);
    return fine && EVP_DigestFinal_ex(digest, sum_out, NULL) == 1;
}

int progress_fingerprint(const struct progress_identity *i,
                         char text_out[PROGRESS_FINGERPRINT_SIZE])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *digest = EVP_MD_CTX_new();

    if (digest == NULL)
        return ERR_NOMEM;
    bool fine = fingerprint_compute(digest, i, sum);
    EVP_MD_CTX_free(digest);
    if (!fine)
        return ERR_INTERNAL;
    for (size_t at = 0; at < PROGRESS_FINGERPRINT_SIZE / 2; at++)
        (void)snprintf(text_out + 2 * at, 3, "%02x", sum[at]);
    return 0;
}
