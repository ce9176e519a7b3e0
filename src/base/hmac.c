/* SPDX-License-Identifier: MIT */
/*
 * libcrypto looks the algorithm up by its name for each HMAC(), which takes longer than the HMAC of
 * a short text. So it is looked up once, and each call begins with a copy of that context.
 */
#include "base/hmac.h"

#include <pthread.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

static pthread_once_t hmac_once = PTHREAD_ONCE_INIT;
static EVP_MAC_CTX *hmac_empty; /* without a key; NULL: there is no SHA-256 */

static void hmac_look_up(void)
{
    OSSL_PARAM digest[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);

    hmac_empty = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac); /* the context keeps it */
    if (hmac_empty == NULL || EVP_MAC_CTX_set_params(hmac_empty, digest) == 1)
        return;
    EVP_MAC_CTX_free(hmac_empty);
    hmac_empty = NULL;
}

bool hmac_sha256(const void *key, size_t key_len, const void *text, size_t len,
                 unsigned char out[HMAC_SIZE])
{
    size_t out_len = 0;

    (void)pthread_once(&hmac_once, hmac_look_up);
    EVP_MAC_CTX *hmac = hmac_empty == NULL ? NULL : EVP_MAC_CTX_dup(hmac_empty);
    bool is_made = hmac != NULL && EVP_MAC_init(hmac, key, key_len, NULL) == 1 &&
                   EVP_MAC_update(hmac, text, len) == 1 &&
                   EVP_MAC_final(hmac, out, &out_len, HMAC_SIZE) == 1 && out_len == HMAC_SIZE;
    EVP_MAC_CTX_free(hmac);
    return is_made;
}
