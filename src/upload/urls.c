/* SPDX-License-Identifier: MIT */
/*
 * For links in answers (fcgi/app/request_urls.c) and in webhooks (worker/webhook/webhook.c).
 */
#include "upload/urls.h"

#include "base/error.h"

#include <string.h>

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

/* Whether the first len bytes of the URL end with the path. */
static bool urls_ends(const char *url, size_t len, const char *path)
{
    size_t path_len = strlen(path);

    return path_len <= len && memcmp(url + len - path_len, path, path_len) == 0;
}

const char *urls_host_path(const struct config *c, const char *url, size_t before)
{
    const char *found = "";

    if (!urls_ends(url, before, c->upload_path))
        return found;
    before -= strlen(c->upload_path);
    if (urls_ends(url, before, c->host_path))
        found = c->host_path;
    for (char **path = c->host_paths; *path != NULL; path++)
        if (strlen(*path) > strlen(found) && urls_ends(url, before, *path))
            found = *path;
    return found;
}
