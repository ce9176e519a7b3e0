/* SPDX-License-Identifier: MIT */
/*
 * The record has the metadata, not Redis: so it is there after Redis was emptied too, and nobody
 * who reads Redis or watches a channel gets it.
 */
#include "fcgi/status/metadata_answer.h"

#include "base/error.h"
#include "base/json.h"
#include "fcgi/status/poll.h"
#include "fcgi/status/status_target.h"
#include "spool/store.h"
#include "upkeep/document_reader.h"
#include "upload/metadata.h"

#define ANSWER_MAX ((size_t)4 * UPLOAD_FIELDS_MAX)

bool metadata_answer_is_asked(const struct exchange *x)
{
    return status_target_is(x, STATUS_METADATA_PATH);
}

static int metadata_answer_print(const struct exchange *x, const struct upload *u,
                                 struct buffer *out)
{
    const struct poll_app *app = x->app;
    struct json *metadata = NULL;
    int rc = metadata_make(u->metadata, u->fields, &metadata);

    if (rc != 0)
        return rc;
    buffer_add_string(out, "{\"id\":");
    buffer_add_json_string(out, u->id);
    buffer_add_string(out, ",\"metadata\":");
    metadata_add_listed(app->config.metadata_fields, metadata, out);
    buffer_add_char(out, '}');
    json_free(&metadata);
    return buffer_error(out);
}

static int metadata_answer_load(struct exchange *x, const char *id, struct upload *u_out)
{
    if (x->thread == NULL) /* the thread began without enough memory */
        return ERR_NOMEM;
    struct store *store = document_reader_store(x->thread);
    if (store == NULL)
        return exchange_fail(x, ERR_IO, "The spool is not reachable");
    x->explain_missing = status_target_explain_missing;
    return store_peek(store, id, u_out);
}

int metadata_answer_send(struct exchange *x)
{
    struct status_target t;
    struct buffer text;
    struct upload u;
    int rc = status_target_find(x, &t);

    if (rc == 0 && !status_target_is_trusted(x, &t))
        rc = exchange_fail(x, ERR_FORBIDDEN, "Only the owner of an upload may read its metadata");
    if (rc == 0)
        rc = metadata_answer_load(x, t.id, &u);
    if (rc != 0)
        return rc;
    buffer_init(&text, ANSWER_MAX);
    rc = metadata_answer_print(x, &u, &text);
    if (rc == 0)
        rc = poll_take_place(x, text.len);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 200, "application/json", text.data, text.len);
    }
    buffer_free(&text);
    upload_free(&u);
    return rc;
}
