/* SPDX-License-Identifier: MIT */
/*
 * FilePond takes the body of any successful answer for an id, or for the file, so a refusal never
 * has such a status.
 */
#include "fcgi/uploaders/filepond.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/download/download.h"
#include "fcgi/intake/intake.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/uploaders/filepond_id.h"

#include <string.h>

#define IDS_MAX 64 /* of one form, whose files have one id together */
#define ID_LINE (ID_LEN + 1 + KEY_LEN + 1)

bool filepond_is_joined(const struct exchange *x)
{
    const struct app *app = x->app;

    return dialect_is_enabled(&app->config, dialect_of(DIALECT_FILEPOND));
}

static int filepond_refuse(struct exchange *x, int err)
{
    return chunk_answer_refusal(x, dialect_of(DIALECT_FILEPOND), err);
}

/* --- beginning --- */

static int filepond_create(struct exchange *x, const char *fields)
{
    struct intake_offer offer = {
        .fields = fields,
        .by = &x->principal,
        .exchange = x,
        .in_pieces = true,
        .open_end = true,
        .awaits_name = true,
    };
    struct upload u;

    if (request_parse_number(request_header(x->request, "Upload-Length"), &offer.size) != 0)
        return exchange_fail(x, ERR_BAD_LENGTH, "Upload-Length must be a decimal number of bytes");
    int rc = intake_create(x->app, &offer, &u);
    if (rc != 0)
        return rc;
    memcpy(x->id, u.id, ID_SIZE);
    upload_free(&u);
    return 0;
}

static int filepond_answer_id(struct exchange *x)
{
    struct buffer id, url;

    buffer_init(&id, ID_LINE);
    buffer_init(&url, REQUEST_URLS_MAX);
    int rc = request_urls_add_capability(x->app, x->id, &id);
    if (rc == 0)
        rc = request_urls_add_upload(x->app, x->request, x->id, &url);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        response_header(x->response, "Location", buffer_text(&url));
        rc = response_send(x->response, 201, "text/plain; charset=utf-8", id.data, id.len);
    }
    buffer_free(&id);
    buffer_free(&url);
    return rc;
}

int filepond_begin(struct exchange *x, const char *fields)
{
    int rc = filepond_create(x, fields);

    if (rc == 0)
        rc = filepond_answer_id(x);
    return rc != 0 ? filepond_refuse(x, rc) : 0;
}

/* --- removing --- */

static int filepond_read_ids(struct exchange *x, struct buffer *out)
{
    const char *bytes;

    for (;;) {
        int n = request_read(x->request, &bytes);
        if (n <= 0)
            return n;
        if (memchr(bytes, '\0', (size_t)n) != NULL)
            return ERR_NOT_FOUND;
        buffer_add(out, bytes, (size_t)n);
        if (buffer_error(out) != 0)
            return buffer_error(out) == ERR_BOUND ? ERR_NOT_FOUND : buffer_error(out);
    }
}

/* Finds each upload, then removes each, so that a wrong id removes nothing. */
static int filepond_remove(struct exchange *x, const char *ids, bool is_trial)
{
    while (*ids != '\0') {
        char id[ID_LINE] = "";
        size_t len = strcspn(ids, "\n");
        if (len >= sizeof id)
            return ERR_NOT_FOUND;
        memcpy(id, ids, len);
        int rc = filepond_id_reach(x, id);
        if (rc == 0 && !is_trial)
            rc = intake_remove(x->app, x->id);
        if (rc != 0)
            return rc;
        ids += len + (ids[len] != '\0');
    }
    return 0;
}

int filepond_revert(struct exchange *x)
{
    struct buffer ids;

    if (!filepond_is_joined(x) || !request_has_body(x->request)) {
        response_header(x->response, "Allow", "OPTIONS, GET, HEAD, POST");
        return exchange_fail(x, ERR_METHOD, "Send DELETE to the URL of an upload");
    }
    buffer_init(&ids, (size_t)IDS_MAX * ID_LINE);
    int rc = filepond_read_ids(x, &ids);
    if (rc == 0 && ids.len == 0)
        rc = ERR_NOT_FOUND;
    if (rc == 0)
        rc = filepond_remove(x, buffer_text(&ids), true);
    if (rc == 0)
        rc = filepond_remove(x, buffer_text(&ids), false);
    buffer_free(&ids);
    return rc != 0 ? filepond_refuse(x, rc) : response_send(x->response, 204, NULL, NULL, 0);
}

/* --- showing again --- */

static int filepond_show(struct exchange *x, const char *parameter)
{
    if (!filepond_is_joined(x))
        return exchange_fail(x, ERR_NOT_FOUND, "Request a file by its own URL");
    int rc = filepond_id_reach_query(x, parameter);
    return rc == 0 ? download_get_inline(x) : rc;
}

int filepond_load(struct exchange *x)
{
    return filepond_show(x, "load");
}

int filepond_restore(struct exchange *x)
{
    return filepond_show(x, "restore");
}

/* It would make this server send requests wherever a client wishes. */
int filepond_fetch(struct exchange *x)
{
    return exchange_fail(x, ERR_NOT_FOUND,
                         "This server gets no files from other servers: set "
                         "FilePond's server.fetch to null");
}
