/* SPDX-License-Identifier: MIT */
/*
 * Creates an upload: admission, record, folder, and the first publication.
 */
#include "fcgi/intake/intake.h"
#include "fcgi/intake/intake_internal.h"

#include "fcgi/intake/admission.h"
#include "spool/lock_token.h"
#include "spool/store_parts.h"
#include "fcgi/app/client_identity.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/filename.h"
#include "base/log.h"
#include "fcgi/intake/masked_offer.h"
#include "webhook/outbox.h"
#include "upload/pipeline.h"
#include "fcgi/http/exchange.h"
#include "progress/stats.h"
#include "fcgi/intake/quota.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BRIEF_BYTES 65536 /* most bytes of a file that is recorded once, with its bytes */
#define AWAIT_MAX_MS 2000 /* for a record that another request is writing */
#define AWAIT_PAUSE_MS 10

/* The address is stored only if a quota needs it. */
static int fill_address(const struct config *c, const struct intake_offer *offer, struct upload *u)
{
    char client[CLIENT_IDENTITY_SIZE];

    if (u->owner != NULL || offer->exchange == NULL ||
        (c->quota_bytes == 0 && c->quota_uploads == 0))
        return 0;
    client_identity_name(c, offer->exchange->request, NULL, client);
    return upload_set(&u->address, client);
}

int intake_fill_name(const char *text, struct upload *u)
{
    struct buffer name;

    if (text == NULL)
        return 0;
    buffer_init(&name, INTAKE_NAME_MAX);
    filename_add_cut(&name, text, INTAKE_NAME_MAX);
    int rc =
        buffer_error(&name) != 0 ? buffer_error(&name) : upload_set(&u->name, buffer_text(&name));
    buffer_free(&name);
    return rc;
}

static int fill_record(const struct config *c, const struct intake_offer *offer, struct upload *u)
{
    u->kind = offer->kind;
    u->state = STATE_CREATED;
    u->size = offer->size;
    u->in_pieces = offer->in_pieces;
    u->awaits_name = offer->awaits_name;
    u->created_at = u->updated_at = clock_wall_ms();
    if (offer->traceparent != NULL)
        memcpy(u->traceparent, offer->traceparent, sizeof u->traceparent);
    u->expire_after_ms = c->expire_after_ms;
    u->expire_empty_after_ms = c->expire_empty_after_ms;
    upload_renew_expiry(u, u->created_at);
    int rc = intake_fill_name(offer->name, u);
    if (rc == 0)
        rc = upload_set_clipped(&u->type, offer->type, INTAKE_TYPE_MAX);
    if (rc == 0)
        rc = upload_set(&u->metadata, offer->metadata);
    if (rc == 0)
        rc = upload_set(&u->fields, offer->fields);
    if (rc == 0)
        rc = upload_set(&u->expected, offer->expected);
    if (rc == 0 && offer->by != NULL) {
        u->max_size = offer->by->max_size;
        rc = upload_set(&u->owner, *offer->by->owner != '\0' ? offer->by->owner : NULL);
    }
    if (rc == 0)
        rc = fill_address(c, offer, u);
    if (rc == 0)
        rc = upload_set_concat(u, offer->concat);
    if (rc == 0 && offer->in_parts)
        rc = upload_add_stage(u, ASSEMBLY_STAGE, "Putting together", STORE_PARTS_WEIGHT);
    /* A part is not processed by itself, only the assembled upload. */
    return rc == 0 && u->kind == KIND_UPLOAD ? pipeline_fill(c, u->type, u) : rc;
}

/* --- brief files --- */

/* Whether the request's body is the whole file, and nothing else is awaited. */
static bool is_in_body(const struct intake_offer *offer)
{
    return offer->body != NULL && offer->size == request_content_length(offer->body) &&
           offer->kind == KIND_UPLOAD && offer->expected == NULL && !offer->open_end &&
           !offer->awaits_name && !offer->in_pieces && !offer->in_parts;
}

static int check_bytes(const struct intake_offer *offer, const char *bytes, size_t len)
{
    if (bytes == NULL || offer->checksum == NULL)
        return 0;
    int rc = checksum_add(offer->checksum, bytes, len);
    return rc != 0 || checksum_matches(offer->checksum) ? rc : ERR_CHECKSUM;
}

/* Takes the bytes of a brief file, if all of them are here. */
static int take_bytes(struct app *app, const struct intake_offer *offer, char **bytes_out)
{
    size_t len = 0;

    *bytes_out = NULL;
    if (!is_in_body(offer))
        return 0;
    int rc = request_take_brief(offer->body, BRIEF_BYTES, bytes_out, &len);
    if (rc == 0)
        rc = check_bytes(offer, *bytes_out, len);
    if (rc != 0)
        quota_note_removed(app->quota); /* it was counted */
    return rc;
}

/* --- creating --- */

/* Stores the new record, as a whole upload if its bytes are here. */
static int store_record(struct app *app, const char *bytes, struct upload *u)
{
    if (bytes == NULL)
        return store_create(app->store, u);
    u->state = u->stage_count == 0 ? STATE_DONE : STATE_QUEUED;
    return store_create_whole(app->store, u, bytes, (size_t)u->size);
}

static void note_created(struct app *app, const struct intake_offer *offer, const struct upload *u)
{
    stats_add(STAT_UPLOADS_CREATED, 1);
    log_info("created", "id", u->id, "size", LOG_INT(u->size), NULL);
    if (offer->exchange != NULL)
        offer->exchange->has_created = true;
    if (!u->complete)
        return;
    empties_leave(app->empties, u->id);
    stats_add(STAT_BYTES_RECEIVED, u->size);
    intake_note_received(u, u->created_at);
}

/* Publishes the new record. Every holder of the lock is newer than a whole one. */
static void post(struct app *app, const struct upload *u)
{
    char token[LOCK_TOKEN_SIZE];
    struct upload copy;
    bool fenced = u->complete && lock_token_make(0, token) == 0;

    if (upload_copy(u, &copy) == 0)
        (void)publisher_post_new(app->publisher, &copy, fenced ? token : NULL);
}

/* An upload of size 0 is complete as soon as it exists. */
static int finish_empty(struct app *app, struct upload *u)
{
    struct intake *in = NULL;
    int rc = intake_open(app, u->id, LOCK_POST, NULL, &in);

    if (rc == 0)
        rc = intake_finish(&in);
    if (rc == 0) {
        u->complete = true;
        u->state = u->stage_count == 0 ? STATE_DONE : STATE_QUEUED;
    }
    return rc;
}

static bool has_folder(struct app *app, const char *id)
{
    int fd;

    if (store_open_folder(app->store, id, &fd) != 0)
        return false;
    close(fd);
    return true;
}

/* A given id that is taken is refused before the creation counts against the client's limits. */
static int take_id(struct app *app, const struct intake_offer *offer, char id_out[ID_SIZE])
{
    if (offer->id == NULL)
        return id_make(id_out);
    memcpy(id_out, offer->id, ID_SIZE);
    return has_folder(app, offer->id) ? ERR_EXISTS : 0;
}

static int record_created(struct app *app, const struct intake_offer *offer, const char *bytes,
                          struct upload *u)
{
    struct outbox_draft *event = outbox_draft(app->store, &app->config, EVENT_CREATED, u);
    int rc = store_record(app, bytes, u);

    outbox_settle(&event, rc == 0);
    if (rc == 0) {
        note_created(app, offer, u);
        post(app, u);
    }
    return rc;
}

static int intake_create_create(struct app *app, const struct intake_offer *offer,
                                struct upload *u_out)
{
    char *bytes = NULL;
    int rc = take_id(app, offer, u_out->id);

    if (rc == 0 && offer->traceparent != NULL)
        trace_parent_log(u_out->id, offer->traceparent);
    store_identity(app->store, u_out->spool);
    if (rc == 0)
        rc = admission_check(app, offer, u_out->id);
    if (rc == 0)
        rc = fill_record(&app->config, offer, u_out);
    if (rc == 0)
        rc = take_bytes(app, offer, &bytes);
    if (rc == 0)
        rc = record_created(app, offer, bytes, u_out);
    if (rc != 0 && bytes != NULL && request_unread(offer->body, bytes, (size_t)offer->size) != 0)
        rc = ERR_NOMEM; /* another try would take what is left of the body for all of it */
    free(bytes);
    if (rc == 0 && offer->size == 0 && !offer->open_end)
        rc = finish_empty(app, u_out);
    return rc;
}

int intake_create(struct app *app, const struct intake_offer *offer, struct upload *u_out)
{
    struct masked_offer masked;

    upload_init(u_out);
    int rc = masked_offer_make(app, offer, &masked);
    if (rc == 0)
        rc = intake_create_create(app, &masked.offer, u_out);
    if (rc != 0) {
        if (rc != ERR_EXISTS) /* it would be the other request's place */
            empties_leave(app->empties, u_out->id);
        upload_free(u_out);
    }
    masked_offer_free(&masked);
    return rc;
}

/* Waits for the record of a folder that exists. ERR_NOT_FOUND: the folder has gone. */
static int await_record(struct app *app, const char *id, struct upload *u_out)
{
    int64_t wait_ms = app->config.lock_wait_ms;
    int64_t until_ms = clock_mono_ms() + (wait_ms < AWAIT_MAX_MS ? wait_ms : AWAIT_MAX_MS);
    int rc = store_load(app->store, id, u_out);

    while (rc == ERR_NOT_FOUND && has_folder(app, id)) {
        if (clock_mono_ms() >= until_ms)
            return ERR_BUSY;
        clock_pause_ms(AWAIT_PAUSE_MS);
        rc = store_load(app->store, id, u_out);
    }
    return rc;
}

int intake_create_or_load(struct app *app, const struct intake_offer *offer, struct upload *u_out,
                          bool *is_new_out)
{
    int rc = ERR_NOT_FOUND;

    /* A second time if the other request has failed, or the upload was just removed. */
    for (int i = 0; rc == ERR_NOT_FOUND && i < 2; i++) {
        rc = intake_create(app, offer, u_out);
        *is_new_out = rc == 0;
        if (rc == ERR_EXISTS)
            rc = await_record(app, offer->id, u_out);
    }
    return rc == ERR_NOT_FOUND ? ERR_BUSY : rc;
}
