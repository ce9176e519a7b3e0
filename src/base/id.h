/* SPDX-License-Identifier: MIT */
/*
 * Ids and keys of uploads. The id is the only thing from outside that becomes a path, and
 * id_valid() is the gate; the key proves the right to change or read the upload.
 */
#ifndef LOADLINE_ID_H
#define LOADLINE_ID_H

#include <stdbool.h>
#include <stddef.h>

#define ID_LEN 32  /* hex digits: 128 random bits */
#define KEY_LEN 32 /* hex digits: 128 bits of HMAC-SHA-256(site secret, id) */
#define ID_SIZE (ID_LEN + 1)
#define KEY_SIZE (KEY_LEN + 1)
#define SECRET_MAX 256 /* bytes of a site secret used */

struct secret {
    unsigned char bytes[SECRET_MAX];
    size_t len;
};

/* Fresh random hex text of size - 1 digits (size odd, at most 65), NUL-terminated. 0 or
 * ERR_INTERNAL. */
int id_random_hex(char *buf, size_t size);

/* A fresh id. 0 or ERR_INTERNAL. */
int id_make(char id[ID_SIZE]);

/* Whether text is exactly an id: 32 lower-case hex digits and the end. */
bool id_valid(const char *text);

/* Reads the site secret: the file's bytes without trailing white space, at least 16 of them.
 * ERR_CONFIG with nothing read otherwise. */
int secret_load(const char *path, struct secret *out);

/* The key of an id. 0 or ERR_INTERNAL. */
int key_make(const struct secret *secret, const char *id, char key[KEY_SIZE]);

/* Whether key fits id, in constant time. */
bool key_valid(const struct secret *secret, const char *id, const char *key);

/* Splits "ID.KEY" (text up to its end). ERR_NOT_FOUND where it is not of that form or does not fit.
 */
int id_parse_capability(const struct secret *secret, const char *text, char id_out[ID_SIZE]);

#endif
