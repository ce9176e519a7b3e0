/* SPDX-License-Identifier: MIT */
/*
 * For links in answers (fcgi/app/request_urls.c) and in webhooks (worker/webhook/webhook.c).
 */
#include "upload/urls.h"

#include "base/error.h"

int urls_add_upload(const struct config *c, const struct secret *secret, const char *id,
                    struct buffer *b)
{
    char key[KEY_SIZE];

    if (key_make(secret, id, key) != 0)
        return ERR_INTERNAL;
    buffer_addf(b, "%s%s%s.%s", c->host_path, c->upload_path, id, key);
    return buffer_error(b);
}

void urls_add_progress(const struct config *c, const char *id, struct buffer *b)
{
    buffer_addf(b, "%s%s%s", c->host_path, c->progress_path, id);
}
