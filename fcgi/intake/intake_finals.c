/* SPDX-License-Identifier: MIT */
/*
 * Connects upkeep/joining.h with this program's quota, publisher and senders.
 */
#include "fcgi/intake/intake_finals.h"

#include "base/error.h"
#include "fcgi/intake/finals_teller.h"
#include "fcgi/intake/quota.h"
#include "upkeep/joining.h"
#include "upload/concat.h"

static int intake_finals_reserve(void *arg, const struct upload *u, int64_t bytes)
{
    const struct app *app = arg;
    const struct quota_client c = quota_upload_client(u);

    return quota_replace(app->quota, c, (struct quota_amount){.bytes = bytes},
                         quota_upload_parts(app->store, u, c));
}

/* Publishes a change. An upload that is not joined yet has a sender, which returns soon: another
 * change, or the end of its last part. */
static void intake_finals_tell(void *arg, struct upload *u, const char *token)
{
    struct app *app = arg;
    struct transfer *t;

    if (u->received > 0 || u->state != STATE_CREATED)
        empties_leave(app->empties, u->id);
    if (u->state == STATE_UPLOADING && transfer_begin(app->publisher, u, token, 0, &t) == 0)
        transfer_pause(&t, u);
    else
        (void)publisher_post(app->publisher, u, token);
}

static struct joining intake_finals_joining(struct app *app)
{
    return (struct joining){.store = app->store,
                            .config = &app->config,
                            .reserve = intake_finals_reserve,
                            .tell = intake_finals_tell,
                            .arg = app};
}

int intake_finals_look_at(struct app *app, const char *id)
{
    const struct joining j = intake_finals_joining(app);

    return joining_look(&j, id, (int)app->config.lock_wait_ms);
}

void intake_finals_look(struct app *app, const char *part_id)
{
    char ids[FINALS_MAX][ID_SIZE];
    size_t count = finals_read(app->store, part_id, ids);

    for (size_t i = 0; i < count; i++)
        (void)intake_finals_look_at(app, ids[i]);
}

void intake_finals_settle_all(struct app *app, char ids[][ID_SIZE], size_t count)
{
    const struct joining j = intake_finals_joining(app);

    joining_settle_all(&j, ids, count);
}

/* For the teller. */
static bool intake_finals_look_briefly(void *arg, const char *id)
{
    const struct joining j = intake_finals_joining(arg);

    return joining_look(&j, id, 0) != ERR_LOCKED;
}

int intake_finals_start(struct app *app)
{
    return finals_teller_start(app->store, intake_finals_look_briefly, app, &app->teller);
}

/* --- the offset --- */

/* Loads the upload and shows its offset; *is_due_out tells whether it can be joined or must fail.
 */
static int intake_finals_load_once(struct app *app, const char *id, struct upload *out,
                                   bool *is_due_out)
{
    struct final_sum sum;
    int rc = store_load(app->store, id, out);

    *is_due_out = false;
    if (rc == 0 && !out->complete && state_ended(out->state))
        rc = ERR_GONE;
    if (rc != 0 || !concat_is_open(out))
        return rc;
    rc = final_parts_add_up(app->store, out, &sum);
    if (rc != 0)
        return rc;
    final_parts_show(&sum, out);
    out->received = sum.is_whole ? -1 : sum.in_row;
    *is_due_out = sum.is_whole || sum.broken != 0;
    return 0;
}

int intake_finals_load(struct app *app, const char *id, struct upload *out)
{
    bool is_due;
    int rc = intake_finals_load_once(app, id, out, &is_due);

    if (rc == 0 && is_due) {
        upload_free(out);
        (void)intake_finals_look_at(app, id);
        rc = intake_finals_load_once(app, id, out, &is_due);
    }
    if (rc != 0)
        upload_free(out);
    return rc;
}
