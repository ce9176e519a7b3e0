/* SPDX-License-Identifier: MIT */
/*
 * libcrypto decodes, but it also accepts white space, and padding in the middle. This file rejects
 * both first.
 */
#include "base/base64.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_decode(const char *text, size_t len, size_t *len_out)
{
    size_t pad = 0;

    if (len % 4 != 0 || len > INT_MAX)
        return NULL;
    while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
        pad++;
    for (size_t i = 0; i < len - pad; i++)
        if (text[i] == '\0' || strchr(alphabet, text[i]) == NULL)
            return NULL;
    unsigned char *out = malloc(len / 4 * 3 + 1);
    if (out == NULL)
        return NULL;
    int n = len == 0 ? 0 : EVP_DecodeBlock(out, (const unsigned char *)text, (int)len);
    if (n < (int)pad) {
        free(out);
        return NULL;
    }
    out[(size_t)n - pad] = '\0';
    if (len_out != NULL)
        *len_out = (size_t)n - pad;
    return (char *)out;
}

void base64_encode(const void *bytes, size_t len, char *out)
{
    (void)EVP_EncodeBlock((unsigned char *)out, bytes, (int)len);
}

char *base64url_decode(const char *text, size_t len, size_t *len_out)
{
    size_t padded = (len + 3) / 4 * 4;

    if (len > INT_MAX - 3 || len % 4 == 1)
        return NULL;
    char *usual = malloc(padded + 1);
    if (usual == NULL)
        return NULL;
    for (size_t i = 0; i < padded; i++) {
        char c = i < len ? text[i] : '=';
        /* Reject the characters of plain base64, and padding. */
        bool foreign = i < len && (c == '+' || c == '/' || c == '=');
        usual[i] = c == '-' ? '+' : c == '_' ? '/' : foreign ? '\0' : c;
    }
    char *out = base64_decode(usual, padded, len_out);
    free(usual);
    return out;
}

void base64url_encode(const void *bytes, size_t len, char *out)
{
    base64_encode(bytes, len, out);
    for (char *c = out; *c != '\0'; c++) {
        if (*c == '+' || *c == '/')
            *c = *c == '+' ? '-' : '_';
        else if (*c == '=')
            *c = '\0';
    }
}
