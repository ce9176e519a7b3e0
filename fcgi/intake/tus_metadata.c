/* SPDX-License-Identifier: MIT */
/*
 * Checks metadata strictly, because every HEAD echoes it.
 */
#include "fcgi/intake/tus_metadata.h"

#include "base/base64.h"
#include "base/buffer.h"
#include "base/upload_key.h"
#include "base/error.h"
#include "upload/metadata.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_MAX 64

static bool is_key(const struct metadata_pair *p)
{
    for (size_t i = 0; i < p->key_len; i++)
        if (p->key[i] <= 0x20 || p->key[i] >= 0x7f)
            return false;
    return p->key_len > 0;
}

static bool is_repeated(const struct metadata_pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pairs[i].key_len == pairs[n].key_len &&
            memcmp(pairs[i].key, pairs[n].key, pairs[n].key_len) == 0)
            return true;
    return false;
}

/* The values of the keys that clients use. */
struct values {
    char *filename, *name, *filetype, *type;
};

static void values_free(struct values *v)
{
    free(v->filename);
    free(v->name);
    free(v->filetype);
    free(v->type);
}

static int tus_metadata_take(const struct metadata_pair *p, struct values *out)
{
    const struct {
        const char *key;
        char **member;
    } used[] = {{"filename", &out->filename},
                {"name", &out->name},
                {"filetype", &out->filetype},
                {"type", &out->type}};
    char *text = NULL;
    int rc = metadata_text(p, &text);

    for (size_t i = 0; rc == 0 && *text != '\0' && i < sizeof used / sizeof *used; i++) {
        if (strlen(used[i].key) == p->key_len && memcmp(p->key, used[i].key, p->key_len) == 0) {
            *used[i].member = text;
            return 0;
        }
    }
    free(text);
    return rc;
}

static char *take_member(char **member)
{
    char *value = *member;

    *member = NULL;
    return value;
}

/* Chooses the name, independent of the order in the field. */
static void tus_metadata_settle(struct values *v, struct tus_metadata *out)
{
    if (v->filename != NULL && v->name != NULL && strcmp(v->filename, v->name) != 0)
        out->other_name = take_member(&v->name);
    out->name = take_member(v->filename != NULL ? &v->filename : &v->name);
    out->type = take_member(v->filetype != NULL ? &v->filetype : &v->type);
}

static int tus_metadata_split(const char *field, struct values *v)
{
    struct metadata_pair pairs[PAIRS_MAX];

    for (size_t n = 0; n < PAIRS_MAX; n++) {
        size_t len = strcspn(field, ",");
        pairs[n] = metadata_split(field, len);
        int rc = is_key(&pairs[n]) && !is_repeated(pairs, n) ? tus_metadata_take(&pairs[n], v)
                                                             : ERR_BAD_METADATA;
        if (rc != 0 || field[len] == '\0')
            return rc;
        field += len + 1;
    }
    return ERR_BAD_METADATA;
}

int tus_metadata_parse(const char *field, struct tus_metadata *out)
{
    struct values v = {.filename = NULL};
    int rc = tus_metadata_split(field, &v);

    *out = (struct tus_metadata){0};
    if (rc == 0)
        tus_metadata_settle(&v, out);
    values_free(&v);
    return rc;
}

/* Appends the value unchanged, unless it contains an upload key. */
static void add_masked(const struct secret *secret, const char *value, size_t value_len,
                       struct buffer *b)
{
    size_t len = 0;
    char *bytes = base64_decode(value, value_len, &len);
    size_t masked_len = bytes == NULL ? 0 : upload_key_mask_own_bytes(secret, bytes, len);
    char *text = masked_len == len ? NULL : malloc(BASE64_SIZE(masked_len));

    if (text != NULL)
        base64_encode(bytes, masked_len, text);
    if (bytes == NULL || (masked_len != len && text == NULL))
        b->err = ERR_NOMEM;
    else if (text != NULL)
        buffer_add_string(b, text);
    else
        buffer_add(b, value, value_len);
    free(text);
    free(bytes);
}

int tus_metadata_mask(const struct secret *secret, const char *field, char **out)
{
    struct buffer b;

    buffer_init(&b, strlen(field));
    for (;;) {
        size_t len = strcspn(field, ",");
        struct metadata_pair p = metadata_split(field, len);
        const char *value = p.value == NULL ? field + len : p.value;
        const char *end = value + p.value_len;
        buffer_add(&b, field, (size_t)(value - field));
        if (p.value_len > 0)
            add_masked(secret, value, p.value_len, &b);
        buffer_add(&b, end, (size_t)(field + len - end));
        if (field[len] == '\0')
            break;
        buffer_add_char(&b, ',');
        field += len + 1;
    }
    *out = buffer_take(&b);
    if (*out == NULL)
        return ERR_NOMEM;
    upload_key_mask_own(secret, *out); /* masks keys in the names of the pairs; base64 has no dot */
    return 0;
}

void tus_metadata_free(struct tus_metadata *m)
{
    free(m->name);
    free(m->other_name);
    free(m->type);
    *m = (struct tus_metadata){0};
}
