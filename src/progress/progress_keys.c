/* SPDX-License-Identifier: MIT */
/*
 * Names of keys and channels, under the site's prefix. Channels ignore the database number, so only
 * the prefix separates sites.
 */
#include "progress/progress.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define OWNER_MAX 120      /* longer owners appear in a key as a digest */
#define ALIAS_OWNER_MAX 40 /* the same in an alias's key; also digits of the digest there */

void progress_upload_key(const char *prefix, const char *id, char key[PROGRESS_KEY_SIZE])
{
    snprintf(key, PROGRESS_KEY_SIZE, "%supload:%s", prefix, id);
}

/* config_check_prefix() allows no character that has a meaning in patterns. */
void progress_upload_pattern(const char *prefix, char pattern[PROGRESS_KEY_SIZE])
{
    snprintf(pattern, PROGRESS_KEY_SIZE, "%supload:*", prefix);
}

/* Writes the SHA-256 of text in hex. */
static void digest(const char *text, size_t len, char hex[2 * EVP_MAX_MD_SIZE + 1])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    hex[0] = '\0';
    (void)EVP_Digest(text, len, sum, &n, EVP_sha256(), NULL);
    for (unsigned i = 0; i < n; i++)
        snprintf(hex + (size_t)2 * i, 3, "%02x", sum[i]);
}

/* A long owner is replaced by its digest: cut names could collide. */
void progress_owner_key(const char *prefix, const char *owner, char key[PROGRESS_KEY_SIZE])
{
    char hex[2 * EVP_MAX_MD_SIZE + 1];

    if (strlen(owner) <= OWNER_MAX) {
        snprintf(key, PROGRESS_KEY_SIZE, "%sowner:%s", prefix, owner);
        return;
    }
    digest(owner, strlen(owner), hex);
    snprintf(key, PROGRESS_KEY_SIZE, "%sowner-sha256:%s", prefix, hex);
}

/* Owners that are long, or look like owner and alias, are replaced by their digest. Aliases ignore
 * case, as one of the old modules compares them. */
void progress_alias_key(const char *prefix, const char *owner, const char *alias,
                        char key[PROGRESS_KEY_SIZE])
{
    char hex[2 * EVP_MAX_MD_SIZE + 1];
    size_t at;

    if (owner == NULL)
        owner = "";
    bool plain = strlen(owner) <= ALIAS_OWNER_MAX && strchr(owner, ':') == NULL;
    if (!plain)
        digest(owner, strlen(owner), hex);
    snprintf(key, PROGRESS_KEY_SIZE, "%salias%s:%.*s:", prefix, plain ? "" : "-sha256",
             ALIAS_OWNER_MAX, plain ? owner : hex);
    for (at = strlen(key); *alias != '\0' && at < PROGRESS_KEY_SIZE - 1; alias++)
        key[at++] = (char)tolower((unsigned char)*alias);
    key[at] = '\0';
}

void progress_link_key(const char *prefix, const char *id, char key[PROGRESS_KEY_SIZE])
{
    snprintf(key, PROGRESS_KEY_SIZE, "%slink:%s", prefix, id);
}

void progress_reconcile_key(const char *prefix, const char *run_id, const char *spool,
                            char key[PROGRESS_KEY_SIZE])
{
    snprintf(key, PROGRESS_KEY_SIZE, "%sreconcile:%s:%.40s", prefix, spool, run_id);
}

void progress_queue_key(const char *prefix, enum progress_key which, const char *spool,
                        char key[PROGRESS_KEY_SIZE])
{
    char name[PROGRESS_KEY_SIZE];

    progress_key(prefix, which, name);
    snprintf(key, PROGRESS_KEY_SIZE, "%.*s%s%s", PROGRESS_KEY_SIZE - SPOOL_ID_SIZE - 2, name,
             *spool != '\0' ? ":" : "", spool);
}

void progress_key(const char *prefix, enum progress_key which, char key[PROGRESS_KEY_SIZE])
{
    static const char *const names[] = {
        [PROGRESS_ACTIVE] = "active", [PROGRESS_LEASES] = "leases", [PROGRESS_JOBS] = "jobs",
        [PROGRESS_PARKED] = "parked", [PROGRESS_STATS] = "stats",   [PROGRESS_LAG] = "lag",
        [PROGRESS_WORKER] = "worker", [PROGRESS_SITE] = "site",     [PROGRESS_DOCTOR] = "doctor",
        [PROGRESS_SPOOLS] = "spools", [PROGRESS_ENDED] = "ended",   [PROGRESS_FAILED] = "failed",
        [PROGRESS_HOUR] = "hour",
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
