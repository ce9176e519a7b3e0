/* SPDX-License-Identifier: MIT */
/*
 * Maps the names registered by RFC 9530 section 7.2 to our algorithms.
 */
#include "fcgi/resumable/digest_fields.h"

#include "fcgi/http/structured_fields.h"

#include <stddef.h>

struct found {
    const char *name;
    unsigned char bytes[DIGEST_BYTES_MAX];
    size_t len;
};

static const struct {
    const char *key, *name;
    size_t len;
} known[] = {{"sha-256", "sha256", 32}, {"sha-512", "sha512", 64}};

static bool digest_fields_find(const char *field, struct found *out)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        out->name = known[i].name;
        if (structured_fields_member_bytes(field, known[i].key, out->bytes, sizeof out->bytes,
                                           &out->len) == 0 &&
            out->len == known[i].len)
            return true;
    }
    return false;
}

bool digest_field_read(const char *field, char text[DIGEST_TEXT_SIZE])
{
    struct found f;

    return digest_fields_find(field, &f) && digest_write(f.name, f.bytes, f.len, text) == 0;
}

int digest_field_expect(const char *field, struct checksum **out)
{
    struct found f;

    *out = NULL;
    return digest_fields_find(field, &f) ? checksum_new(f.name, f.bytes, f.len, out) : 0;
}
