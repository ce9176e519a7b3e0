/* SPDX-License-Identifier: MIT */
/*
 * Other clients post files under the media type of these questions, so only the body tells.
 *
 * The UUID alone finds a file of the client that made it: its upload's id is derived from the UUID
 * and the owner. Without credentials the UUID is a secret of that page, like an upload's key.
 */
#include "fcgi/uploaders/fine_uploader.h"

#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fcgi/app/app.h"
#include "fcgi/app/gate.h"
#include "fcgi/http/field_parameters.h"
#include "fcgi/http/query.h"
#include "fcgi/http/request_protocol.h"
#include "fcgi/intake/intake_piece.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/chunk_upload.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/uploaders/derived_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define QUESTION_MAX 16384 /* bytes of a body that may be a question */
#define UUID_MAX 64
#define WORD_MAX 32
#define JSON_DEPTH 4 /* a page may add parameters of its own */

/* The parameters of a question. */
struct question {
    const char *form;  /* of a form's body; "" where the body is JSON */
    struct json *json; /* NULL: the body is none */
};

static int fine_uploader_find(const struct question *q, const char *name, char *buf, size_t size)
{
    const char *text = json_get_string(q->json, name, NULL);

    if (q->json == NULL)
        return query_value(q->form, name, buf, size);
    int n = text != NULL ? snprintf(buf, size, "%s", text)
                         : snprintf(buf, size, "%" PRId64, json_get_int(q->json, name, -1));
    return text == NULL && json_kind(json_member(q->json, name)) != JSON_INT ? ERR_NOT_FOUND
           : n < 0 || (size_t)n >= size                                      ? ERR_BOUND
                                                                             : 0;
}

static struct chunk fine_uploader_file(const char *uuid)
{
    return (struct chunk){.dialect = dialect_of(DIALECT_FINE),
                          .id = uuid,
                          .offset = 0,
                          .length = 0,
                          .total = -1,
                          .index = -1,
                          .count = -1};
}

static bool fine_uploader_is_enabled(const struct exchange *x)
{
    const struct app *app = x->app;

    return dialect_is_enabled(&app->config, dialect_of(DIALECT_FINE));
}

/* --- deleting --- */

/* All uploads under this UUID go: the file may have been sent again. */
static int fine_uploader_remove(struct exchange *x, const char *uuid)
{
    const struct chunk c = fine_uploader_file(uuid);
    struct chunk_upload found;
    int removed = 0, rc = 0;

    if (!chunk_is_uuid(uuid))
        return ERR_NOT_FOUND;
    for (int i = 0; rc == 0 && i < DERIVED_ID_GENERATIONS; i++) {
        rc = chunk_upload_find(x, &c, &found, NULL);
        if (rc == 0 && found.state == CHUNK_UPLOAD_NEW)
            break;
        memcpy(x->id, found.id, ID_SIZE);
        if (rc == 0)
            rc = gate_reach(x, x->id);
        if (rc == 0)
            rc = intake_remove(x->app, x->id);
        removed += rc == 0;
    }
    return rc == 0 && removed == 0 ? ERR_NOT_FOUND : rc;
}

static int fine_uploader_answer_deleted(struct exchange *x)
{
    static const char body[] = "{\"success\":true}";

    return response_send(x->response, 200, "application/json", body, strlen(body));
}

/* It puts a slash before the UUID, also where the endpoint ends with one. */
static const char *fine_uploader_path(const struct exchange *x)
{
    return x->rest + (*x->rest == '/');
}

bool fine_uploader_is_named(const struct exchange *x)
{
    return !tus_is_spoken(x->request) && !resumable_is_spoken(x->request) &&
           chunk_is_uuid(fine_uploader_path(x)) && fine_uploader_is_enabled(x);
}

int fine_uploader_delete(struct exchange *x)
{
    int rc = fine_uploader_remove(x, fine_uploader_path(x));

    return rc != 0 ? rc : fine_uploader_answer_deleted(x);
}

/* --- whether all chunks are there --- */

/* A piece without bytes appends what joins, and finishes the upload if a sender that died could
 * not. */
static int fine_uploader_settle(struct exchange *x, int64_t total, struct piece_result *out)
{
    const struct piece_claim claim = {.id = x->id, .total = total};
    struct intake_piece *piece = NULL;
    int rc = intake_piece_begin(x->app, &claim, NULL, &piece);

    return rc != 0 ? rc : intake_piece_end(&piece, out);
}

static int fine_uploader_check(struct exchange *x, const struct chunk *c)
{
    struct piece_result result;
    struct chunk_upload found;
    int rc = chunk_upload_find(x, c, &found, NULL);

    if (rc != 0)
        return rc;
    memcpy(x->id, found.id, ID_SIZE);
    if (found.state == CHUNK_UPLOAD_NEW)
        return exchange_fail(x, ERR_GONE, "What was sent of this file is gone: send it again");
    rc = fine_uploader_settle(x, c->total, &result);
    if (rc != 0)
        return rc;
    if (result.upload.complete)
        rc = chunk_answer_stored(x, c->dialect, &result.upload);
    else
        rc = exchange_fail(x, ERR_GONE, "Chunks of this file are missing: send it again");
    upload_free(&result.upload);
    return rc;
}

static int fine_uploader_finish(struct exchange *x, const char *uuid, const struct question *q)
{
    struct chunk c = fine_uploader_file(uuid);
    char total[WORD_MAX];
    int rc = fine_uploader_find(q, "qqtotalfilesize", total, sizeof total);

    if (rc == 0)
        rc = request_parse_number(total, &c.total);
    rc = rc != 0 ? exchange_fail(x, ERR_PART, "qqtotalfilesize is missing or malformed")
                 : fine_uploader_check(x, &c);
    return rc != 0 ? chunk_answer_refusal(x, c.dialect, rc) : 0;
}

/* --- questions --- */

bool fine_uploader_may_ask(const struct exchange *x)
{
    const char *type = request_header(x->request, "Content-Type");
    int64_t len = request_content_length(x->request);

    return type != NULL && len > 0 && len <= QUESTION_MAX && fine_uploader_is_enabled(x) &&
           (field_parameters_is(type, strlen(type), "application/x-www-form-urlencoded") ||
            field_parameters_is(type, strlen(type), "application/json")) &&
           !tus_is_spoken(x->request) && !resumable_is_spoken(x->request);
}

static int fine_uploader_read(struct exchange *x, struct buffer *body)
{
    const char *bytes;
    int n;

    while ((n = request_read(x->request, &bytes)) > 0)
        buffer_add(body, bytes, (size_t)n);
    return n < 0 ? n : buffer_error(body);
}

static bool fine_uploader_has(const struct question *q, const char *name, const char *wanted)
{
    char value[WORD_MAX];
    int rc = fine_uploader_find(q, name, value, sizeof value);

    return rc == 0 && (wanted == NULL || strcmp(value, wanted) == 0);
}

static int fine_uploader_answer(struct exchange *x, const struct question *q, bool *asked_out)
{
    char uuid[UUID_MAX];
    int rc = fine_uploader_find(q, "qquuid", uuid, sizeof uuid);
    bool deletes = fine_uploader_has(q, "_method", "DELETE");

    *asked_out = rc == 0 && (deletes || fine_uploader_has(q, "qqtotalparts", NULL));
    if (!*asked_out)
        return 0;
    if (!deletes)
        return fine_uploader_finish(x, uuid, q);
    rc = fine_uploader_remove(x, uuid);
    return rc != 0 ? rc : fine_uploader_answer_deleted(x);
}

/* A body that cannot be parsed is a file. */
static int fine_uploader_parse(struct exchange *x, const struct buffer *body, bool *asked_out)
{
    const char *type = request_header(x->request, "Content-Type");
    bool is_json = type != NULL && field_parameters_is(type, strlen(type), "application/json");
    struct question q = {.form = is_json ? "" : buffer_text(body)};

    if (is_json && (!utf8_valid(body->data, body->len) ||
                    json_parse(body->data, body->len, JSON_DEPTH, &q.json) != 0))
        return 0;
    int rc = fine_uploader_answer(x, &q, asked_out);
    json_free(&q.json);
    return rc;
}

int fine_uploader_ask(struct exchange *x, bool *asked_out)
{
    struct buffer body;

    *asked_out = false;
    buffer_init(&body, QUESTION_MAX);
    int rc = fine_uploader_read(x, &body);
    if (rc == 0 && memchr(buffer_text(&body), '\0', body.len) == NULL)
        rc = fine_uploader_parse(x, &body, asked_out);
    if (rc == 0 && !*asked_out)
        rc = request_unread(x->request, body.data, body.len);
    buffer_free(&body);
    return rc;
}

/* --- whole files --- */

int fine_uploader_create(struct exchange *x, const char *uuid, const struct intake_offer *offer,
                         struct upload *u_out)
{
    struct intake_offer named = *offer;
    char id[ID_SIZE];
    int rc = ERR_EXISTS;

    if (uuid != NULL && chunk_is_uuid(uuid) && fine_uploader_is_enabled(x)) {
        const struct chunk c = fine_uploader_file(uuid);
        named.id = id;
        if (chunk_upload_find_free(x, &c, id) == 0)
            rc = intake_create(x->app, &named, u_out);
    }
    /* Without a UUID, or if another request took the id. */
    return rc == ERR_EXISTS ? intake_create(x->app, offer, u_out) : rc;
}
