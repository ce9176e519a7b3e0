/* SPDX-License-Identifier: MIT */
/*
 * HMAC, RSA and ECDSA with SHA-256. For ECDSA a token has two numbers of 32 bytes (RFC 7518 section
 * 3.4), and libcrypto uses DER.
 */
#include "access/token_signature.h"

#include "base/error.h"
#include "base/hmac.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#define NUMBER_SIZE 32 /* bytes of each of the two of ES256 */
#define DER_MAX 128    /* bytes of both in DER */

static bool is_ecdsa(const struct token_key *key)
{
    return EVP_PKEY_get_base_id(key->pair) == EVP_PKEY_EC;
}

/* Converts the two numbers to DER; 0 if they are invalid. */
static size_t to_der(const unsigned char *signature, size_t len, unsigned char out[DER_MAX])
{
    ECDSA_SIG *pair = len == (size_t)2 * NUMBER_SIZE ? ECDSA_SIG_new() : NULL;
    BIGNUM *r = pair == NULL ? NULL : BN_bin2bn(signature, NUMBER_SIZE, NULL);
    BIGNUM *s = pair == NULL ? NULL : BN_bin2bn(signature + NUMBER_SIZE, NUMBER_SIZE, NULL);
    int n = 0;

    if (r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
        r = s = NULL; /* owned by the pair now */
        n = i2d_ECDSA_SIG(pair, NULL) <= DER_MAX ? i2d_ECDSA_SIG(pair, &out) : 0;
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(pair);
    return n > 0 ? (size_t)n : 0;
}

static bool pair_fits(const struct token_key *key, const char *text, size_t text_len,
                      const unsigned char *signature, size_t len)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    bool good = ctx != NULL &&
                EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key->pair) == 1 &&
                EVP_DigestVerify(ctx, signature, len, (const unsigned char *)text, text_len) == 1;
    EVP_MD_CTX_free(ctx);
    return good;
}

bool token_signature_fits(const struct token_key *key, const char *text, size_t text_len,
                          const unsigned char *signature, size_t len)
{
    unsigned char mac[HMAC_SIZE], der[DER_MAX];

    if (key->pair == NULL)
        return len == HMAC_SIZE && hmac_sha256(key->bytes, key->len, text, text_len, mac) &&
               CRYPTO_memcmp(mac, signature, HMAC_SIZE) == 0;
    if (!is_ecdsa(key))
        return pair_fits(key, text, text_len, signature, len);
    size_t der_len = to_der(signature, len, der);
    return der_len > 0 && pair_fits(key, text, text_len, der, der_len);
}

/* Converts DER in out to the two numbers, in place. */
static int from_der(unsigned char *out, size_t *len_out)
{
    const unsigned char *at = out;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)*len_out);

    int rc =
        pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, NUMBER_SIZE) == NUMBER_SIZE &&
                BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + NUMBER_SIZE, NUMBER_SIZE) == NUMBER_SIZE
            ? 0
            : ERR_CONFIG;
    ECDSA_SIG_free(pair);
    *len_out = (size_t)2 * NUMBER_SIZE;
    return rc;
}

int token_signature_make(const struct token_key *key, const char *text, size_t text_len,
                         unsigned char out[TOKEN_SIGNATURE_MAX], size_t *len_out)
{
    *len_out = HMAC_SIZE;
    if (key->pair == NULL)
        return hmac_sha256(key->bytes, key->len, text, text_len, out) ? 0 : ERR_NOMEM;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (ctx == NULL)
        return ERR_NOMEM;
    *len_out = TOKEN_SIGNATURE_MAX;
    int rc = EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key->pair) == 1 &&
                     EVP_DigestSign(ctx, out, len_out, (const unsigned char *)text, text_len) == 1
                 ? 0
                 : ERR_CONFIG;
    EVP_MD_CTX_free(ctx);
    return rc == 0 && is_ecdsa(key) ? from_der(out, len_out) : rc;
}
