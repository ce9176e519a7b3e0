/* SPDX-License-Identifier: MIT */
/*
 * Joins the site's base and the paths of upload/urls.h.
 */
#include "fcgi/app/request_urls.h"

#include "base/error.h"
#include "fcgi/app/public_base.h"
#include "upload/urls.h"

void request_urls_add_base(const struct config *c, const struct request *r, struct buffer *b)
{
    public_base_add_origin(c, r, b);
    public_base_add_path(c, r, b);
}

int request_urls_add_capability(const struct app *app, const char *id, struct buffer *b)
{
    char key[KEY_SIZE];

    if (key_make(&app->secret, id, key) != 0)
        return ERR_INTERNAL;
    buffer_addf(b, "%s.%s", id, key);
    return 0;
}

int request_urls_add_upload(const struct app *app, const struct request *r, const char *id,
                            struct buffer *b)
{
    request_urls_add_base(&app->config, r, b);
    return urls_add_upload(&app->config, &app->secret, id, b);
}

void request_urls_add_progress(const struct config *c, const struct request *r, const char *id,
                               struct buffer *b)
{
    request_urls_add_base(c, r, b);
    urls_add_progress(c, id, b);
}

int request_urls_add_page(const struct app *app, const struct request *r, const char *id,
                          struct buffer *b)
{
    char key[KEY_SIZE];

    if (key_make(&app->secret, id, key) != 0)
        return ERR_INTERNAL;
    request_urls_add_progress(&app->config, r, id, b);
    buffer_addf(b, ".%s", key);
    return 0;
}
