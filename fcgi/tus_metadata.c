/* SPDX-License-Identifier: MIT */
/*
 * Metadata is checked strictly, since what passes here is echoed on every HEAD.
 */
#include "tus_metadata.h"

#include "base64.h"
#include "error.h"
#include "json.h"
#include "upload.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_MAX 64

struct pair {
    const char *key, *value;
    size_t key_len, value_len;
};

static bool is_key(const struct pair *p)
{
    for (size_t i = 0; i < p->key_len; i++)
        if (p->key[i] <= 0x20 || p->key[i] >= 0x7f)
            return false;
    return p->key_len > 0;
}

static bool is_repeated(const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pairs[i].key_len == pairs[n].key_len &&
            memcmp(pairs[i].key, pairs[n].key, pairs[n].key_len) == 0)
            return true;
    return false;
}

static bool has_key(const struct pair *p, const char *name)
{
    return strlen(name) == p->key_len && memcmp(p->key, name, p->key_len) == 0;
}

/* Splits "key value" between start and start + len. */
static struct pair split(const char *start, size_t len)
{
    while (len > 0 && *start == ' ') {
        start++;
        len--;
    }
    while (len > 0 && start[len - 1] == ' ')
        len--;
    const char *space = memchr(start, ' ', len);
    size_t key_len = space == NULL ? len : (size_t)(space - start);
    struct pair p = {.key = start, .key_len = key_len};
    if (space != NULL) {
        p.value = space + 1;
        p.value_len = len - key_len - 1;
    }
    return p;
}

/* Keeps a decoded value where it is text; binary values are not ours to use. */
static void keep_text(char **member, char *value)
{
    if (*member == NULL && *value != '\0' && json_utf8_valid(value, strlen(value)))
        *member = value;
    else
        free(value);
}

static int take(const struct pair *p, struct tus_metadata *out)
{
    char *value = base64_decode(p->value == NULL ? "" : p->value, p->value_len, NULL);

    if (value == NULL)
        return ERR_BAD_METADATA;
    if (has_key(p, "filename") || has_key(p, "name"))
        keep_text(&out->name, value);
    else if (has_key(p, "filetype") || has_key(p, "type"))
        keep_text(&out->type, value);
    else
        free(value);
    return 0;
}

int tus_metadata_parse(const char *field, struct tus_metadata *out)
{
    struct pair pairs[PAIRS_MAX];
    size_t n = 0;
    int rc = 0;

    *out = (struct tus_metadata){0};
    for (const char *at = field; rc == 0; n++) {
        size_t len = strcspn(at, ",");
        if (n == PAIRS_MAX) {
            rc = ERR_BAD_METADATA;
            break;
        }
        pairs[n] = split(at, len);
        if (!is_key(&pairs[n]) || is_repeated(pairs, n))
            rc = ERR_BAD_METADATA;
        else
            rc = take(&pairs[n], out);
        if (at[len] == '\0')
            break;
        at += len + 1;
    }
    if (rc != 0)
        tus_metadata_free(out);
    return rc;
}

void tus_metadata_free(struct tus_metadata *m)
{
    free(m->name);
    free(m->type);
    *m = (struct tus_metadata){0};
}
