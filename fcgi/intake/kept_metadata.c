/* SPDX-License-Identifier: MIT */
/*
 * The names that tus clients give a file and its type stay besides the listed ones, so that HEAD
 * repeats what the server itself has used.
 */
#include "fcgi/intake/kept_metadata.h"

#include "base/buffer.h"
#include "base/error.h"
#include "upload/metadata.h"
#include "upload/upload.h"

#include <stdlib.h>
#include <string.h>

int kept_metadata_refuse(const struct config *c, struct exchange *x, const char *name,
                         size_t name_len)
{
    if (x == NULL)
        return ERR_BOUND;
    return exchange_fail(x, ERR_BOUND,
                         "The metadata %.*s may have at most %lld bytes (max_metadata_value)",
                         (int)name_len, name, (long long)c->max_metadata_value);
}

static bool kept_metadata_is_of_file(const struct metadata_pair *p)
{
    static char filename[] = "filename", name[] = "name", filetype[] = "filetype", type[] = "type";
    static char *const names[] = {filename, name, filetype, type, NULL};

    return metadata_is_listed(names, p->key, p->key_len);
}

static int kept_metadata_check(const struct config *c, struct exchange *x,
                               const struct metadata_pair *p)
{
    char *text = NULL;
    int rc = metadata_text(p, &text);

    if (rc == 0 && (int64_t)strlen(text) > c->max_metadata_value)
        rc = kept_metadata_refuse(c, x, p->key, p->key_len);
    free(text);
    return rc;
}

/* Appends the pair of len bytes at start if it is kept. */
static int kept_metadata_add(const struct config *c, struct exchange *x, const char *start,
                             size_t len, struct buffer *out)
{
    struct metadata_pair p = metadata_split(start, len);
    bool is_listed = metadata_is_listed(c->metadata_fields, p.key, p.key_len);

    if (!is_listed && !kept_metadata_is_of_file(&p))
        return 0;
    if (out->len > 0)
        buffer_add_char(out, ',');
    buffer_add(out, start, len);
    return is_listed ? kept_metadata_check(c, x, &p) : 0;
}

static int kept_metadata_select(const struct config *c, struct exchange *x, const char *field,
                                struct buffer *out)
{
    int rc = 0;

    while (rc == 0 && *field != '\0') {
        size_t len = strcspn(field, ",");
        rc = kept_metadata_add(c, x, field, len, out);
        field += len + (field[len] == ',');
    }
    return rc != 0 ? rc : buffer_error(out);
}

int kept_metadata_make(const struct config *c, struct exchange *x, const char *field, char **out)
{
    struct buffer kept;

    *out = NULL;
    if (field == NULL || c->metadata_fields == NULL || c->metadata_fields[0] == NULL)
        return upload_set(out, field);
    buffer_init(&kept, strlen(field));
    int rc = kept_metadata_select(c, x, field, &kept);
    if (rc == 0 && kept.len > 0)
        *out = buffer_take(&kept);
    buffer_free(&kept);
    return rc;
}
