/* SPDX-License-Identifier: MIT */
/*
 * Where an upload lives, as a client sees it.
 */
#include "links.h"

#include "error.h"
#include "scheme.h"

#include <ctype.h>
#include <string.h>

/* A host with an optional port (RFC 3986 section 3.2.2), nothing that could end the header or the URL. */
static bool is_host(const char *host)
{
    if (host == NULL || *host == '\0' || strlen(host) > 255)
        return false;
    for (; *host != '\0'; host++)
        if (!isalnum((unsigned char)*host) && strchr(".-_:[]", *host) == NULL)
            return false;
    return true;
}

void links_add_origin(const struct config *c, const struct request *r, struct buffer *b)
{
    const char *host = request_header(r, "Host");

    if (*c->public_url != '\0') {
        size_t len = strlen(c->public_url);
        buffer_add(b, c->public_url, c->public_url[len - 1] == '/' ? len - 1 : len);
        return;
    }
    if (!is_host(host))
        return;
    buffer_add_string(b, scheme_is_https(c, r) ? "https://" : "http://");
    buffer_add_string(b, host);
}

int links_add_upload(const struct app *app, const struct request *r, const char *id,
                     struct buffer *b)
{
    char key[KEY_SIZE];

    if (key_make(&app->secret, id, key) != 0)
        return ERR_INTERNAL;
    links_add_origin(&app->config, r, b);
    buffer_addf(b, "%s%s.%s", app->config.upload_path, id, key);
    return buffer_error(b);
}

void links_add_progress(const struct config *c, const struct request *r, const char *id,
                        struct buffer *b)
{
    links_add_origin(c, r, b);
    buffer_addf(b, "%s%s", c->progress_path, id);
}

int links_add_page(const struct app *app, const struct request *r, const char *id, struct buffer *b)
{
    char key[KEY_SIZE];

    if (key_make(&app->secret, id, key) != 0)
        return ERR_INTERNAL;
    links_add_progress(&app->config, r, id, b);
    buffer_addf(b, ".%s", key);
    return 0;
}
