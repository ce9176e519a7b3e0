/* SPDX-License-Identifier: MIT */
/*
 * Uses OpenSSL only, so that the tests' tokens do not depend on the code under test.
 */
#include "tests/unit/support/token_forge.h"

#include "access/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <cmocka.h>

static char folder[] = "/tmp/loadline-token-XXXXXX";

const char *forge_path(const char *name)
{
    static char paths[8][128];
    static unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void write_text(const char *name, const char *text)
{
    FILE *f = fopen(forge_path(name), "w");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void write_pair(EVP_PKEY *key, const char *private_name, const char *public_name)
{
    FILE *f = fopen(forge_path(private_name), "w");

    assert_non_null(key);
    assert_non_null(f);
    assert_int_equal(PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL), 1);
    (void)fclose(f);
    f = fopen(forge_path(public_name), "w");
    assert_non_null(f);
    assert_int_equal(PEM_write_PUBKEY(f, key), 1);
    (void)fclose(f);
    EVP_PKEY_free(key);
}

int forge_keys(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    write_text("secret", "a secret of more than thirty-two bytes\n");
    write_text("secret2", "another secret of more than 32 bytes!\n");
    write_text("short", "too short\n");
    write_pair(EVP_RSA_gen(2048), "rsa", "rsa.pub");
    write_pair(EVP_RSA_gen(2048), "rsa2", "rsa2.pub");
    write_pair(EVP_RSA_gen(1024), "weak", "weak.pub");
    write_pair(EVP_EC_gen("P-256"), "ec", "ec.pub");
    write_pair(EVP_EC_gen("P-384"), "p384", "p384.pub");
    return 0;
}

int forge_end(void **state)
{
    static const char *const names[] = {"secret", "secret2",  "short",   "rsa",      "rsa.pub",
                                        "rsa2",   "rsa2.pub", "weak",    "weak.pub", "ec",
                                        "ec.pub", "p384",     "p384.pub"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)unlink(forge_path(names[i]));
    return rmdir(folder);
}

static void append_base64url(char *to, size_t size, const void *bytes, size_t len)
{
    char text[4096];
    size_t at = strlen(to);

    assert_true(len < 2048);
    int n = EVP_EncodeBlock((unsigned char *)text, bytes, (int)len);
    for (int i = 0; i < n && text[i] != '='; i++) {
        assert_true(at + 1 < size);
        to[at++] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    }
    to[at] = '\0';
}

static void append(char *to, const char *text)
{
    size_t at = strlen(to);

    assert_true(at + strlen(text) < TOKEN_MAX);
    memcpy(to + at, text, strlen(text) + 1);
}

char *forge_token(const char *header, const char *claims, const char *file)
{
    static char token[TOKEN_MAX];
    unsigned char key[4096], mac[EVP_MAX_MD_SIZE];
    unsigned mac_len = 0;
    size_t key_len = 0;

    token[0] = '\0';
    append_base64url(token, sizeof token, header, strlen(header));
    append(token, ".");
    append_base64url(token, sizeof token, claims, strlen(claims));
    if (file != NULL) {
        FILE *f = fopen(forge_path(file), "r");
        assert_non_null(f);
        key_len = fread(key, 1, sizeof key, f);
        (void)fclose(f);
        while (key_len > 0 && key[key_len - 1] == '\n')
            key_len--;
    }
    assert_non_null(HMAC(EVP_sha256(), key, (int)key_len, (unsigned char *)token, strlen(token),
                         mac, &mac_len));
    append(token, ".");
    if (file != NULL)
        append_base64url(token, sizeof token, mac, mac_len);
    return token;
}
