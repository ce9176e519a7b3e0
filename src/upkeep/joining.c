/* SPDX-License-Identifier: MIT */
/*
 * Each process looks after its own change is on disk: a sender after its part's record, a request
 * for a final upload after the parts list it. So of two that come at once at least one sees all.
 * Only the final upload is locked. A complete part never changes, and a copy that has begun holds
 * its file open.
 */
#include "upkeep/joining.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "progress/upload_counts.h"
#include "spool/final_parts.h"
#include "spool/lock.h"
#include "upkeep/joining_file.h"
#include "upload/concat.h"
#include "webhook/outbox.h"

#include <stdio.h>
#include <string.h>

#define REASON_SIZE 128
#define POLL_MS 10

/* One open final upload under its lock. */
struct joining_held {
    const struct joining *j;
    struct lock *lock;
    struct upload u;
    struct final_sum sum;
};

/* --- failing --- */

/* Records why the upload can never be whole. Returns err, or an error of saving. */
static int joining_fail(struct joining_held *h, int err, const char *reason)
{
    struct outbox_draft *event = NULL;
    struct upload *u = &h->u;

    int rc = upload_set_failure(u, error_code(err), reason, NULL, error_status(err), false);
    if (rc != 0)
        return rc;
    u->state = STATE_FAILED;
    u->updated_at = clock_wall_ms();
    event = outbox_draft(h->j->store, h->j->config, EVENT_FAILED, u);
    rc = store_save(h->j->store, u);
    outbox_settle(&event, rc == 0);
    log_warn("failed", "id", u->id, "code", error_code(err), "saved", rc == 0 ? "yes" : "no", NULL);
    u->received = h->sum.stored;
    return rc == 0 ? err : rc;
}

static int joining_fail_part(struct joining_held *h)
{
    char reason[REASON_SIZE];

    (void)snprintf(reason, sizeof reason,
                   "Part %d of %d was removed or failed before all were "
                   "complete",
                   h->sum.broken, h->sum.count);
    return joining_fail(h, ERR_BAD_CONCAT, reason);
}

/* --- the size --- */

static bool joining_exceeds(const struct joining_held *h, int64_t bytes)
{
    int64_t max = h->j->config->max_size, own = h->u.max_size;

    return (max > 0 && bytes > max) || (own > 0 && bytes > own);
}

/* Without stages there may be no worker. */
static bool joining_is_for_worker(const struct joining_held *h)
{
    const struct config *c = h->j->config;

    return h->u.size > c->inline_work_bytes && c->stage_count > 0 &&
           h->u.stage_count < UPLOAD_STAGES_MAX;
}

/* Takes over a size that has become known; *is_news_out is set then. An error that is not for this
 * process alone fails the upload. */
static int joining_take_size(struct joining_held *h, bool *is_news_out)
{
    const struct joining *j = h->j;
    struct upload *u = &h->u;

    if (joining_exceeds(h, h->sum.least))
        return joining_fail(h, ERR_TOO_LARGE, error_text(ERR_TOO_LARGE));
    if (u->size >= 0 || h->sum.size < 0)
        return 0;
    int rc = j->reserve == NULL ? 0 : j->reserve(j->arg, u, h->sum.size);
    if (rc == ERR_QUOTA)
        return joining_fail(h, rc, error_text(rc));
    if (rc != 0)
        return rc;
    u->size = h->sum.size;
    *is_news_out = true;
    return joining_is_for_worker(h)
               ? upload_add_first_stage(u, ASSEMBLY_STAGE, "Putting together", STORE_PARTS_WEIGHT)
               : 0;
}

/* --- joining --- */

/* Makes the file, or leaves it to the worker, and records the upload as received. */
static int joining_join(struct joining_held *h)
{
    const struct joining *j = h->j;
    struct upload *u = &h->u;
    bool for_worker = u->stage_count > 0 && strcmp(u->stages[0].name, ASSEMBLY_STAGE) == 0;
    int rc =
        for_worker ? joining_file_link(j->store, u) : joining_file_copy(j->store, j->config, u);

    if (rc != 0) {
        log_error("finish_failed", "id", u->id, "code", error_code(rc), NULL);
        return rc;
    }
    upload_counts_received(u, clock_wall_ms());
    log_info(for_worker ? "received_in_parts" : "received", "id", u->id, "bytes", LOG_INT(u->size),
             "state", state_name(u->state), NULL);
    return 0;
}

/* The first bytes of its parts make the upload one that has begun. Its life counts from the last
 * byte of a part, which is when this is called. */
static int joining_note(struct joining_held *h, bool is_news)
{
    struct upload *u = &h->u;

    if (u->state == STATE_CREATED && h->sum.stored > 0) {
        u->state = STATE_UPLOADING;
        u->expire_empty_after_ms = 0;
        is_news = true;
    }
    if (is_news) {
        u->updated_at = clock_wall_ms();
        int rc = store_save(h->j->store, u);
        if (rc != 0)
            return rc;
    }
    if (h->sum.stored > 0) {
        joining_file_touch(h->j->store, u->id);
        upload_renew_expiry(u, clock_wall_ms());
    }
    final_parts_show(&h->sum, u);
    return 0;
}

/* Does what is due. */
static int joining_act(struct joining_held *h)
{
    bool is_news = false;
    int rc = final_parts_add_up(h->j->store, &h->u, &h->sum);

    if (rc == ERR_TOO_LARGE)
        return joining_fail(h, rc, error_text(rc));
    if (rc == 0 && h->sum.broken != 0)
        return joining_fail_part(h);
    if (rc == 0)
        rc = joining_take_size(h, &is_news);
    if (rc == 0)
        rc = h->sum.is_whole ? joining_join(h) : joining_note(h, is_news);
    return rc;
}

/* --- from outside --- */

static bool joining_is_due(const struct upload *u)
{
    return concat_is_open(u) && !upload_has_expired(u, clock_wall_ms());
}

/* Whether the upload is still to be looked at, as seen without its lock. */
static int joining_load(struct store *s, const char *id, struct upload *u, bool *is_due_out)
{
    int rc = store_load(s, id, u);

    *is_due_out = rc == 0 && joining_is_due(u);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* Waits without a wish in the lock file: nothing needs to make way, and if this process is killed
 * while it holds the lock, the worker need not wait until a wish is stale. */
static int joining_hold(const struct joining *j, const char *id, int wait_ms, struct lock **out)
{
    int64_t until = clock_mono_ms() + wait_ms;

    for (;;) {
        int rc = lock_try(j->store, id, out);
        if (rc != ERR_LOCKED || clock_mono_ms() >= until)
            return rc;
        clock_pause_ms(POLL_MS);
    }
}

static int joining_look_locked(struct joining_held *h, const char *id)
{
    char token[LOCK_TOKEN_SIZE];
    bool is_due;
    int rc = joining_load(h->j->store, id, &h->u, &is_due);

    if (is_due) {
        trace_parent_log(id, h->u.traceparent);
        rc = joining_act(h);
    }
    memcpy(token, lock_token(h->lock), sizeof token);
    lock_release(&h->lock);
    if (is_due && (rc == 0 || h->u.state == STATE_FAILED))
        h->j->tell(h->j->arg, &h->u, token);
    upload_free(&h->u);
    return rc;
}

int joining_look(const struct joining *j, const char *id, int wait_ms)
{
    struct joining_held h = {.j = j};
    bool is_due;

    int rc = joining_load(j->store, id, &h.u, &is_due);
    upload_free(&h.u);
    if (!is_due)
        return rc;
    rc = joining_hold(j, id, wait_ms, &h.lock);
    if (rc == ERR_NOT_FOUND)
        return 0;
    return rc != 0 ? rc : joining_look_locked(&h, id);
}

int joining_settle(const struct joining *j, const char *id)
{
    struct final_sum sum = {.is_whole = false};
    struct upload u;
    bool is_due;

    int rc = joining_load(j->store, id, &u, &is_due);
    if (is_due)
        rc = final_parts_add_up(j->store, &u, &sum);
    upload_free(&u);
    if (!is_due || (rc == 0 && !sum.is_whole && sum.broken == 0))
        return rc;
    return joining_look(j, id, (int)j->config->lock_wait_ms);
}

void joining_settle_all(const struct joining *j, char ids[][ID_SIZE], size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)joining_settle(j, ids[i]);
}
