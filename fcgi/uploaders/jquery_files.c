/* SPDX-License-Identifier: MIT */
/*
 * The button of its page for deleting sends DELETE without the field that tus requires, so the URL
 * says that it is no request of tus.
 */
#include "fcgi/uploaders/jquery_files.h"

#include "base/error.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/app/upload_answer.h"
#include "fcgi/http/accept_header.h"
#include "fcgi/http/query.h"
#include "fcgi/http/request_protocol.h"

#include <stdlib.h>
#include <string.h>

bool jquery_files_are_shown(const struct request *r)
{
    const char *accept = request_header(r, "Accept");

    return accept != NULL && strstr(accept, "text/javascript") != NULL &&
           accept_header_quality(accept, "application/json") > 0;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text > 0x7f)
            return false;
    return true;
}

int jquery_files_decode_name(const struct request *r, struct buffer *name)
{
    char *plain;

    if (request_header(r, "Content-Disposition") == NULL ||
        (request_header(r, "Content-Range") == NULL && !jquery_files_are_shown(r)) ||
        !is_ascii(buffer_text(name))) /* it has been decoded already */
        return 0;
    plain = malloc(name->len + 1);
    if (plain == NULL)
        return ERR_NOMEM;
    if (query_decode_path(buffer_text(name), plain, name->len + 1) == 0) {
        buffer_reset(name);
        buffer_add_utf8(name, plain);
    }
    free(plain);
    return buffer_error(name);
}

int jquery_files_add(struct exchange *x, const struct upload *u, const char *field,
                     struct buffer *b)
{
    struct buffer url;

    buffer_init(&url, REQUEST_URLS_MAX);
    int rc = request_urls_add_upload(x->app, x->request, u->id, &url);
    if (rc == 0)
        rc = upload_answer_describe(x, u, field, b);
    buffer_addf(&url, "?" PLAIN_DELETE "=1");
    if (rc == 0)
        rc = buffer_error(&url);
    if (rc == 0) {
        b->len--; /* the description's closing brace */
        buffer_add_string(b, ",\"deleteUrl\":");
        buffer_add_json_string(b, buffer_text(&url));
        buffer_add_string(b, ",\"deleteType\":\"DELETE\"}");
        rc = buffer_error(b);
    }
    buffer_free(&url);
    return rc;
}
