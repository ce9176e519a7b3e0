/* SPDX-License-Identifier: MIT */
/*
 * Each text is signed with its length before it, so that no character of a name can end it.
 */
#include "fcgi/uploaders/derived_id.h"

#include "base/buffer.h"

#include <string.h>

#define PURPOSE "uploader"
#define BYTES_MAX 16384

static void derived_id_add(struct buffer *b, const char *text)
{
    buffer_addf(b, ",%zu:", strlen(text));
    buffer_add_string(b, text);
}

int derived_id_make(const struct secret *secret, const struct derived_from *from,
                    unsigned generation, char id_out[ID_SIZE])
{
    struct buffer b;

    buffer_init(&b, BYTES_MAX);
    buffer_add_string(&b, PURPOSE);
    derived_id_add(&b, from->dialect);
    derived_id_add(&b, from->who);
    derived_id_add(&b, from->file);
    buffer_addf(&b, ",%lld,%u", (long long)from->total, generation);
    int rc = buffer_error(&b);
    if (rc == 0)
        rc = id_derive(secret, b.data, b.len, id_out);
    buffer_free(&b);
    return rc;
}
