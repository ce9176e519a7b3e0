/* SPDX-License-Identifier: MIT */
/*
 * The registered names of RFC 9530 section 7.2 and ours.
 */
#include "digest_fields.h"

#include "fields.h"

#include <stddef.h>

bool digest_field_read(const char *field, char text[DIGEST_TEXT_SIZE])
{
    static const struct {
        const char *key, *name;
    } known[] = {{"sha-256", "sha256"}, {"sha-512", "sha512"}};
    unsigned char bytes[DIGEST_BYTES_MAX];
    size_t len = 0;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (fields_member_bytes(field, known[i].key, bytes, sizeof bytes, &len) == 0 &&
            digest_write(known[i].name, bytes, len, text) == 0)
            return true;
    return false;
}
