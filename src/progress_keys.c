/* SPDX-License-Identifier: MIT */
/*
 * The names of keys and channels, below the site's prefix: channels ignore the database number, so
 * the prefix alone keeps sites apart.
 */
#include "progress.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define OWNER_MAX 120 /* bytes of an owner that appear in a key as they are */

void progress_upload_key(const char *prefix, const char *id, char key[PROGRESS_KEY_SIZE])
{
    snprintf(key, PROGRESS_KEY_SIZE, "%supload:%s", prefix, id);
}

/* A long owner is named by its digest: cut off, two could meet in one key. */
void progress_owner_key(const char *prefix, const char *owner, char key[PROGRESS_KEY_SIZE])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    char hex[2 * EVP_MAX_MD_SIZE + 1] = "";
    unsigned len = 0;

    if (strlen(owner) <= OWNER_MAX) {
        snprintf(key, PROGRESS_KEY_SIZE, "%sowner:%s", prefix, owner);
        return;
    }
    (void)EVP_Digest(owner, strlen(owner), sum, &len, EVP_sha256(), NULL);
    for (unsigned i = 0; i < len; i++)
        snprintf(hex + (size_t)2 * i, 3, "%02x", sum[i]);
    snprintf(key, PROGRESS_KEY_SIZE, "%sowner-sha256:%s", prefix, hex);
}

void progress_key(const char *prefix, enum progress_key which, char key[PROGRESS_KEY_SIZE])
{
    static const char *const names[] = {
        [PROGRESS_ACTIVE] = "active", [PROGRESS_LEASES] = "leases", [PROGRESS_JOBS] = "jobs",
        [PROGRESS_PARKED] = "parked", [PROGRESS_STATS] = "stats",   [PROGRESS_LAG] = "lag",
    };

    snprintf(key, PROGRESS_KEY_SIZE, "%s%s", prefix, names[which]);
}

const char *progress_key_id(const char *prefix, const char *key)
{
    size_t n = strlen(prefix);

    if (strncmp(key, prefix, n) != 0 || strncmp(key + n, "upload:", 7) != 0)
        return NULL;
    return id_valid(key + n + 7) ? key + n + 7 : NULL;
}
