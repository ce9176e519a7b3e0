/* SPDX-License-Identifier: MIT */
/*
 * A refusal names the kind of the place only. Which place it is, the result in the upload's
 * document tells its watchers. The credentials are read for each redirect, so that replaced ones
 * count at once and none stay in memory.
 */
#include "fcgi/download/delivered.h"

#include "fcgi/app/app.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "fcgi/download/delivered_place.h"
#include "fcgi/download/file_fields.h"
#include "s3/s3_presign.h"
#include "s3/s3_text.h"

#include <string.h>

#define OBJECT_URL_MAX 8192
#define PRESIGNED_MAX 65536

static int delivered_refuse(struct exchange *x, const char *place)
{
    return exchange_fail(x, ERR_DELIVERED,
                         "The file was delivered to %s, and the spool has it no more", place);
}

static int delivered_read_credentials(struct exchange *x, const struct config_stage *stage,
                                      struct s3_credentials *out)
{
    const char *path = stage->s3_download_credentials_file;

    if (path == NULL)
        path = stage->s3_credentials_file;
    int rc = s3_credentials_open(out, path);
    if (rc == 0 || rc == ERR_NOMEM)
        return rc;
    log_error("download_not_signed", "id", x->id, "stage", stage->name, "credentials",
              path != NULL ? path : "the environment", "reason",
              rc == ERR_CONFIG         ? "an id and a secret are missing"
              : error_reason() != NULL ? error_reason()
                                       : error_text(rc),
              NULL);
    return exchange_fail(x, ERR_DOWNLOAD,
                         "The file was delivered to object storage, and the credentials to read it "
                         "there are missing");
}

/* Appends the URL of the object, signed for this method. */
static int delivered_add_url(const struct exchange *x, const struct upload *u,
                             const struct delivered_place *place, const struct s3_credentials *by,
                             struct buffer *out)
{
    const struct config_stage *c = place->stage;
    const char *endpoint = *c->s3_download_endpoint ? c->s3_download_endpoint : c->s3_endpoint;
    const struct s3_place where = {endpoint, c->s3_region, strcmp(c->s3_style, "host") == 0};
    struct buffer url, disposition;

    buffer_init(&url, OBJECT_URL_MAX);
    buffer_init(&disposition, FILE_FIELDS_MAX);
    s3_text_url(&url, &where, place->bucket, place->key);
    file_fields_add_disposition(&disposition, "attachment", u);
    const struct s3_presign p = {
        .method = request_method(x->request),
        .url = buffer_text(&url),
        .region = c->s3_region,
        .at_s = clock_wall_ms() / 1000,
        .expires_s = c->s3_download_expires_ms / 1000,
        .disposition = buffer_text(&disposition),
        .type = file_fields_type(u),
    };
    int rc = buffer_error(&url) != 0 ? buffer_error(&url) : buffer_error(&disposition);
    if (rc == 0)
        rc = s3_presign_add(out, &p, by);
    buffer_free(&url);
    buffer_free(&disposition);
    return rc == ERR_BOUND ? ERR_INTERNAL : rc;
}

static int delivered_redirect(struct exchange *x, const struct upload *u,
                              const struct delivered_place *place)
{
    struct s3_credentials by;
    struct buffer url;

    int rc = delivered_read_credentials(x, place->stage, &by);
    buffer_init(&url, PRESIGNED_MAX);
    if (rc == 0)
        rc = delivered_add_url(x, u, place, &by, &url);
    explicit_bzero(&by, sizeof by);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        response_header(x->response, "Location", buffer_text(&url));
        rc = response_send(x->response, 307, NULL, NULL, 0);
    }
    buffer_free(&url);
    return rc;
}

int delivered_answer(struct exchange *x, const struct upload *u)
{
    const struct app *app = x->app;
    struct delivered_place place;

    delivered_place_find(&app->config, u, &place);
    if (!place.in_s3)
        return delivered_refuse(x, "a folder");
    if (place.stage == NULL || *place.key == '\0' ||
        strcmp(place.stage->s3_download, "redirect") != 0)
        return delivered_refuse(x, "object storage");
    return delivered_redirect(x, u, &place);
}
