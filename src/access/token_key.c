/* SPDX-License-Identifier: MIT */
/*
 * Reads key files, which are small. Their content is wiped from memory before it is freed.
 */
#include "access/token_key.h"

#include "base/error.h"

#include <ctype.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX 16384
#define SECRET_LEAST 32 /* bytes, RFC 7518 section 3.2 */
#define SECRET_MOST 4096
#define RSA_BITS_LEAST 2048 /* RFC 7518 section 3.3 */

void token_key_free(struct token_key *k)
{
    if (k->bytes != NULL)
        OPENSSL_cleanse(k->bytes, k->len);
    free(k->bytes);
    EVP_PKEY_free(k->pair);
    *k = (struct token_key){0};
}

static int read_file(const char *path, struct token_key *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 1;

    if (fd < 0)
        return ERR_CONFIG;
    out->bytes = calloc(1, FILE_MAX + 1);
    while (out->bytes != NULL && n > 0 && out->len < FILE_MAX) {
        n = read(fd, out->bytes + out->len, FILE_MAX - out->len);
        out->len += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    if (out->bytes == NULL)
        return ERR_NOMEM;
    while (out->len > 0 && isspace(out->bytes[out->len - 1]))
        out->bytes[--out->len] = '\0';
    return n < 0 ? ERR_CONFIG : 0;
}

/* PEM is not a secret: PEM files are often public keys or certificates. */
static bool is_secret(const struct token_key *k)
{
    return k->len >= SECRET_LEAST && k->len <= SECRET_MOST &&
           strstr((const char *)k->bytes, "-----BEGIN") == NULL;
}

static bool is_p256(const EVP_PKEY *key)
{
    char group[64];
    size_t len = 0;

    return EVP_PKEY_get_group_name(key, group, sizeof group, &len) == 1 &&
           OBJ_txt2nid(group) == NID_X9_62_prime256v1;
}

static bool is_of_algorithm(const EVP_PKEY *key, const char *algorithm)
{
    int type = EVP_PKEY_get_base_id(key);

    if (strcmp(algorithm, "RS256") == 0)
        return type == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= RSA_BITS_LEAST;
    return strcmp(algorithm, "ES256") == 0 && type == EVP_PKEY_EC && is_p256(key);
}

/* Rejects a key with a passphrase instead of prompting for it. */
static int no_passphrase(char *buf, int size, int writing, void *arg)
{
    (void)buf;
    (void)size;
    (void)writing;
    (void)arg;
    return -1;
}

static bool read_pair(struct token_key *k, const char *algorithm, enum token_key_use use)
{
    BIO *bio = BIO_new_mem_buf(k->bytes, (int)k->len);

    if (bio != NULL && use == TOKEN_KEY_VERIFIES)
        k->pair = PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
    else if (bio != NULL)
        k->pair = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    return k->pair != NULL && is_of_algorithm(k->pair, algorithm);
}

int token_key_load(const char *algorithm, enum token_key_use use, const char *path,
                   struct token_key *out)
{
    *out = (struct token_key){0};
    int rc = read_file(path, out);
    if (rc == 0 && strcmp(algorithm, "HS256") == 0)
        rc = is_secret(out) ? 0 : ERR_CONFIG;
    else if (rc == 0)
        rc = read_pair(out, algorithm, use) ? 0 : ERR_CONFIG;
    if (rc != 0)
        token_key_free(out);
    return rc;
}
