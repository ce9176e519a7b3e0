/* SPDX-License-Identifier: MIT */
/*
 * What all methods of tus share, and the short methods: OPTIONS, HEAD, DELETE.
 */
#include "fcgi/tus/tus.h"

#include "fcgi/app/app.h"
#include "base/clock.h"
#include "fcgi/app/cors.h"
#include "base/error.h"
#include "fcgi/intake/intake.h"
#include "fcgi/intake/intake_finals.h"
#include "fcgi/download/named_upload.h"
#include "fcgi/tus/tus_concat.h"
#include "fcgi/http/request_protocol.h"
#include "upload/concat.h"

#include <string.h>
#include <strings.h>

void tus_greet(struct exchange *x)
{
    if (tus_is_spoken(x->request))
        response_header(x->response, "Tus-Resumable", TUS_VERSION);
}

int tus_check_version(struct exchange *x)
{
    const char *version = request_header(x->request, "Tus-Resumable");

    if (version != NULL && strcmp(version, TUS_VERSION) == 0)
        return 0;
    if (version == NULL)
        response_header(x->response, "Tus-Resumable", TUS_VERSION);
    response_header(x->response, "Tus-Version", TUS_VERSION);
    return exchange_fail(x, ERR_TUS_VERSION, "This server supports tus %s", TUS_VERSION);
}

int tus_parse_length(struct exchange *x, const char *field, int64_t *out)
{
    int rc = request_parse_number(field, out);

    if (rc == ERR_BOUND)
        return exchange_fail(x, ERR_TOO_LARGE, "No upload can have this length");
    if (rc != 0)
        return exchange_fail(x, ERR_BAD_LENGTH, "Upload-Length must be a decimal number of bytes");
    return 0;
}

void tus_add_expires(struct response *p, int64_t expires_at)
{
    char date[CLOCK_HTTP_DATE_SIZE];

    if (expires_at == 0)
        return;
    clock_http_date(expires_at, date, sizeof date);
    response_header(p, "Upload-Expires", date);
}

int tus_options(struct exchange *x)
{
    const struct app *app = x->app;

    if (cors_preflight(&app->config, x, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"))
        return 0;
    if (!tus_is_spoken(x->request))
        response_header(x->response, "Tus-Resumable", TUS_VERSION);
    response_header(x->response, "Tus-Version", TUS_VERSION);
    response_header(x->response, "Tus-Extension", TUS_EXTENSIONS);
    response_header(x->response, "Tus-Checksum-Algorithm", CHECKSUM_ALGORITHMS);
    if (app->config.max_size > 0)
        response_header_int(x->response, "Tus-Max-Size", app->config.max_size);
    return response_send(x->response, 200, NULL, NULL, 0);
}

static void add_offset(struct response *p, struct store *s, const struct upload *u)
{
    /* tus 1.0.0, concatenation: no Upload-Offset of parts that are complete but not joined. Its
     * value before that is not defined; this server answers how much can be read from the
     * beginning. */
    if (!upload_awaits_assembly(u) && u->received >= 0)
        response_header_int(p, "Upload-Offset", u->received);
    if (u->size >= 0)
        response_header_int(p, "Upload-Length", u->size);
    else if (!concat_is_final(u)) /* its parts give the length */
        response_header(p, "Upload-Defer-Length", "1");
    if (!u->complete)
        tus_add_expires(p, finals_expires_at(s, u));
    if (u->metadata != NULL && *u->metadata != '\0')
        response_header(p, "Upload-Metadata", u->metadata);
}

/* Loads the record after its sender has detached, so that it counts all bytes which that sender has
 * read. */
static int tus_load_settled(struct exchange *x, struct upload *out)
{
    struct app *app = x->app;
    struct intake *in = NULL;

    int rc = store_load(app->store, x->id, out);
    if (rc != 0 || out->complete || (upload_awaits_assembly(out) && !state_ended(out->state)))
        return rc;
    bool is_open = concat_is_open(out);
    upload_free(out);
    if (is_open)
        return intake_finals_load(app, x->id, out);
    rc = intake_open_or_read(app, x->id, LOCK_HEAD, -1, NULL, &in, out);
    if (rc != 0 || in == NULL)
        return rc;
    /* All bytes are stored, but a crash or a full disk prevented the finish. The client will send
     * no further PATCH. */
    if (intake_is_full(in) && !intake_upload(in)->complete) {
        rc = intake_finish(&in);
        return rc != 0 ? rc : store_load(app->store, x->id, out);
    }
    rc = upload_copy(intake_upload(in), out);
    intake_leave(&in);
    return rc;
}

int tus_head(struct exchange *x)
{
    const struct app *app = x->app;
    struct upload u;

    upload_init(&u);
    int rc = tus_check_version(x);
    if (rc == 0)
        rc = id_parse_capability(&app->secret, x->rest, x->id);
    if (rc == 0)
        rc = tus_load_settled(x, &u);
    if (rc == 0 && finals_has_expired(app->store, &u, clock_wall_ms()))
        rc = ERR_GONE;
    if (rc == 0) {
        add_offset(x->response, app->store, &u);
        rc = tus_concat_answer(x, &u);
    }
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 200, NULL, NULL, 0);
    }
    upload_free(&u);
    return rc;
}

int tus_delete(struct exchange *x)
{
    struct app *app = x->app;

    /* Tus-Resumable is not needed from an administrator who deletes by id, and where the URL says
     * that the request is none of tus. */
    char mark[sizeof "1"];
    bool plain =
        id_valid(x->rest) || request_query_value(x->request, PLAIN_DELETE, mark, sizeof mark) == 0;
    int rc = tus_is_spoken(x->request) || !plain ? tus_check_version(x) : 0;
    if (rc == 0)
        rc = named_upload_find(x, x->id);
    if (rc == 0)
        rc = intake_remove(app, x->id);
    return rc != 0 ? rc : response_send(x->response, 204, NULL, NULL, 0);
}
