/* SPDX-License-Identifier: MIT */
/*
 * FNV-1a (draft-eastlake-fnv) over results of stat(2). No attacker controls these bytes, so an
 * unkeyed hash suffices.
 */
#include "config/settings_mark.h"

#include <stddef.h>
#include <sys/stat.h>

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static uint64_t mix(uint64_t hash, uint64_t word)
{
    for (int i = 0; i < 8; i++, word >>= 8)
        hash = (hash ^ (word & 0xff)) * FNV_PRIME;
    return hash;
}

/* A missing file counts as a version too. */
static uint64_t mix_file(uint64_t hash, const char *path)
{
    struct stat st = {0};

    if (path == NULL || *path == '\0')
        return hash;
    (void)stat(path, &st);
    hash = mix(hash, (uint64_t)st.st_ino);
    hash = mix(hash, (uint64_t)st.st_size);
    hash = mix(hash, (uint64_t)st.st_mtim.tv_sec);
    return mix(hash, (uint64_t)st.st_mtim.tv_nsec);
}

uint64_t settings_mark(const char *file, const struct config *c)
{
    uint64_t hash = mix_file(FNV_BASIS, file);

    if (c == NULL)
        return hash;
    hash = mix_file(hash, c->secret_file);
    hash = mix_file(hash, c->sentinel_password_file);
    for (char *const *key = c->token_keys; key != NULL && *key != NULL; key++)
        hash = mix_file(hash, *key);
    return hash;
}
