/* SPDX-License-Identifier: MIT */
/*
 * Ends a sender's attachment: upload left as it is, complete, failed or removed. The lock is
 * released before watchers and workers learn about it, so that they find it free.
 */
#include "fcgi/intake/intake.h"
#include "fcgi/intake/intake_finals.h"
#include "fcgi/intake/quota.h"
#include "fcgi/intake/intake_internal.h"

#include "base/upload_key.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "webhook/outbox.h"
#include "progress/upload_counts.h"

#include <string.h>

#define SET_ASIDE_MS (7 * 24 * 60 * 60 * INT64_C(1000)) /* longer than any request takes */

/* Without a transfer (the request brought no byte) the final record is published separately. */
static void tell_and_detach(struct intake **in)
{
    struct intake *i = *in;
    char token[LOCK_TOKEN_SIZE];
    struct app *app = i->app;
    struct upload last;
    bool posted = i->transfer == NULL && upload_copy(&i->upload, &last) == 0;

    memcpy(token, lock_token(i->lock), sizeof token);
    intake_detach(in, true);
    if (posted)
        (void)publisher_post(app->publisher, &last, token);
}

void intake_note_received(const struct upload *u, int64_t last_byte_at)
{
    upload_counts_received(u, last_byte_at);
    log_info("received", "id", u->id, "bytes", LOG_INT(u->size), "state", state_name(u->state),
             NULL);
}

/* Records the upload in the given final or queued state, with every byte stored. */
static int finish_as(struct intake **in, enum state state)
{
    struct intake *i = *in;
    struct upload *u = &i->upload;
    enum state before = u->state;
    int64_t received = u->received;
    int64_t last_byte_at = i->transfer != NULL ? clock_wall_ms() : u->updated_at;

    struct outbox_draft *event = NULL;

    u->state = state;
    if (state == STATE_FAILED)
        event = outbox_draft(i->app->store, &i->app->config, EVENT_FAILED, u);
    int rc = store_finish(i->app->store, u, i->fd);
    outbox_settle(&event, rc == 0);
    if (rc == 0) {
        intake_note_received(u, last_byte_at);
    } else {
        u->complete = false;
        u->state = before;
        if (i->transfer != NULL && u->received < received)
            transfer_add(i->transfer, u->received - received);
        log_error("finish_failed", "id", u->id, "code", error_code(rc), NULL);
    }
    i->changed = true;
    tell_and_detach(in);
    return rc;
}

int intake_set_fields(struct intake *in, const char *fields)
{
    int rc = upload_set(&in->upload.fields, fields);

    if (in->upload.fields != NULL)
        upload_key_mask_own(&in->app->secret, in->upload.fields);
    return rc;
}

int intake_set_aside(struct intake **in)
{
    struct intake *i = *in;
    struct upload *u = &i->upload;

    if (u->expire_after_ms > 0 && u->expire_after_ms < SET_ASIDE_MS)
        u->expire_after_ms = SET_ASIDE_MS;
    u->expire_empty_after_ms = 0;
    upload_renew_expiry(u, clock_wall_ms());
    int rc = store_save(i->app->store, u);
    if (rc != 0)
        return rc;
    empties_leave(i->app->empties, u->id);
    /* Watchers may see the size. In info.json it would make the next HEAD finish the upload. */
    u->size = u->received;
    i->whole = true;
    tell_and_detach(in);
    return 0;
}

int intake_finish(struct intake **in)
{
    /* Its client knows another protocol too, whose requests bring no name to check. */
    if ((*in)->upload.awaits_name) {
        intake_detach(in, true);
        return ERR_NOT_FINISHED;
    }
    return finish_as(in, (*in)->upload.stage_count == 0 ? STATE_DONE : STATE_QUEUED);
}

int intake_refuse(struct intake **in, int err)
{
    int rc = upload_set_failure(&(*in)->upload, error_code(err), error_text(err), NULL,
                                error_status(err), false);

    if (rc == 0)
        return finish_as(in, STATE_FAILED);
    intake_detach(in, true);
    return rc;
}

/* Whether a DELETE waits for the upload. The reason of the interruption tells less: it is the
 * request's, which may send several files. */
static bool intake_is_unwanted(const struct intake *in)
{
    enum lock_verb verb;

    return lock_wanted(in->lock, &verb) && verb == LOCK_DELETE;
}

void intake_fail(struct intake **in, int err)
{
    struct intake *i = *in;
    struct upload *u = &i->upload;

    if (intake_is_unwanted(i)) {
        intake_detach(in, true);
        return;
    }
    u->state = STATE_FAILED;
    u->updated_at = clock_wall_ms();
    int rc =
        upload_set_failure(u, error_code(err), error_text(err), NULL, error_status(err), false);
    struct outbox_draft *event =
        rc == 0 ? outbox_draft(i->app->store, &i->app->config, EVENT_FAILED, u) : NULL;
    if (rc == 0)
        rc = store_save(i->app->store, u);
    outbox_settle(&event, rc == 0);
    log_warn("failed", "id", u->id, "code", error_code(err), "saved", rc == 0 ? "yes" : "no", NULL);
    i->changed = true;
    tell_and_detach(in);
}

int intake_remove(struct app *app, const char *id)
{
    char finals[FINALS_MAX][ID_SIZE];
    size_t count = 0;
    struct intake *in = NULL;
    int rc = intake_open(app, id, LOCK_DELETE, NULL, &in);

    if (rc != 0)
        return rc;
    struct upload *u = &in->upload;
    (void)final_parts_fill(app->store, u); /* what watchers have seen */
    u->state = state_allows(u->state, STATE_DELETED) ? STATE_DELETED : STATE_CANCELLED;
    u->updated_at = clock_wall_ms();
    struct outbox_draft *event = NULL;
    if (u->state == STATE_CANCELLED)
        event = outbox_draft(app->store, &app->config, EVENT_CANCELLED, u);
    rc = u->kind == KIND_PARTIAL ? finals_remove_part(app->store, id, finals, &count)
                                 : store_remove(app->store, id);
    outbox_settle(&event, rc == 0);
    log_info("removed", "id", id, "state", state_name(u->state), "code", error_code(rc), NULL);
    if (rc == 0) {
        quota_note_removed(app->quota);
        tell_and_detach(&in);
    } else {
        intake_detach(&in, false);
    }
    intake_finals_settle_all(app, finals, count);
    return rc;
}
