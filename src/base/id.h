/* SPDX-License-Identifier: MIT */
/*
 * Ids and keys of uploads. The id is the only text from a client that becomes a path, and
 * id_valid() checks it. The key proves the right to change or read the upload.
 */
#ifndef LOADLINE_ID_H
#define LOADLINE_ID_H

#include <stdbool.h>
#include <stddef.h>

#define ID_LEN 32  /* hex digits: 128 random bits */
#define KEY_LEN 32 /* hex digits: 128 bits of HMAC-SHA-256(site secret, id) */
#define ID_SIZE (ID_LEN + 1)
#define SPOOL_ID_SIZE 17 /* the identity of a spool: 16 hex digits (spool/identity.h) */
#define KEY_SIZE (KEY_LEN + 1)
#define SECRET_MAX 256 /* bytes of a site secret used */

struct secret {
    unsigned char bytes[SECRET_MAX];
    size_t len;
};

/* Writes size - 1 random hex digits (size odd, at most 65), NUL-terminated. 0 or ERR_INTERNAL. */
int id_random_hex(char *buf, size_t size);

/* Makes a new random id. 0 or ERR_INTERNAL. */
int id_make(char id[ID_SIZE]);

/* Whether text is an id: exactly 32 lower-case hex digits. */
bool id_valid(const char *text);

/* Whether text is the identity of a spool: exactly 16 lower-case hex digits. */
bool spool_id_valid(const char *text);

/* Reads the site secret: the file's content without trailing white space, at least 16 bytes.
 * ERR_CONFIG otherwise; nothing is loaded then. */
int secret_load(const char *path, struct secret *out);

/* Makes the id that belongs to these bytes, the same for everybody who has the secret. The bytes
 * begin with a word for their purpose, and no hex digit: so none of them is an id, from which
 * key_make() makes a key. 0 or ERR_INTERNAL. */
int id_derive(const struct secret *secret, const void *bytes, size_t len, char id[ID_SIZE]);

/* Makes the key of an id. 0 or ERR_INTERNAL. */
int key_make(const struct secret *secret, const char *id, char key[KEY_SIZE]);

/* Whether key is the key of id, compared in constant time. */
bool key_valid(const struct secret *secret, const char *id, const char *key);

/* Splits "ID.KEY", the whole text, and checks the key. 0, or ERR_NOT_FOUND if it is malformed or
 * the key is wrong. */
int id_parse_capability(const struct secret *secret, const char *text, char id_out[ID_SIZE]);

#endif
