/* SPDX-License-Identifier: MIT */
/*
 * Attaches one sender at a time: lock, record and data file. It releases the lock before watchers
 * and workers learn about a change, so that they find the lock free.
 */
#include "fcgi/intake/intake.h"
#include "fcgi/intake/finals_teller.h"
#include "fcgi/intake/intake_finals.h"
#include "fcgi/intake/intake_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/intake/free_space.h"
#include "fcgi/intake/quota.h"
#include "spool/finals.h"
#include "upload/concat.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SILENT_PART 4 /* a sender silent for 1/4 of its turn may be gone */

/* --- attaching --- */

/* If two clients send to the same upload, they displace each other and return, so each keeps its
 * turn and makes progress. A sender without bytes for a while has probably lost its connection and
 * keeps no turn. */
static bool has_turn(const struct intake *in)
{
    int64_t turn_ms = in->app->config.sender_turn_ms, now = clock_mono_ms();
    int64_t since = request_flow(in->request).waiting_since_ms;
    bool silent = since != 0 && now - since >= turn_ms / SILENT_PART;

    return now - in->attached_ms < turn_ms && !silent;
}

static bool on_newer(void *arg, enum lock_verb verb)
{
    const struct intake *in = arg;

    if (in->request == NULL)
        return true;
    if (verb == LOCK_DELETE)
        request_interrupt(in->request, ERR_GONE);
    else if (has_turn(in))
        return false;
    else
        request_interrupt(in->request, ERR_SUPERSEDED);
    return true;
}

static struct quota_client client_of(const struct upload *u)
{
    return (struct quota_client){u->owner, u->address};
}

/* Reports stored bytes to the quota, for an upload admitted without a size. */
static void count_stored(struct intake *in)
{
    if (in->counted < 0)
        return;
    quota_add(in->app->quota, client_of(&in->upload), upload_stored(&in->upload) - in->counted);
    in->counted = upload_stored(&in->upload);
}

void intake_detach(struct intake **in, bool told)
{
    struct intake *i = *in;
    struct app *app;
    char part[ID_SIZE] = "";

    if (i == NULL)
        return;
    app = i->app;
    if (i->changed && i->upload.kind == KIND_PARTIAL)
        memcpy(part, i->upload.id, ID_SIZE);
    count_stored(i);
    if (i->upload.complete || state_ended(i->upload.state))
        empties_leave(i->app->empties, i->upload.id); /* it may have ended without a byte */
    finals_teller_remove(i->app->teller, &i->part_sender);
    if (i->lock != NULL)
        lock_watch_remove(i->app->watch, i->lock);
    store_close_data(app->store, &i->fd);
    if (i->folder >= 0)
        close(i->folder);
    lock_release(&i->lock);
    if (i->transfer != NULL && told && i->whole && i->upload.state == STATE_UPLOADING)
        transfer_pause(&i->transfer, &i->upload);
    else if (i->transfer != NULL && told)
        transfer_end(&i->transfer, &i->upload);
    upload_free(&i->upload);
    free(i);
    *in = NULL;
    if (part[0] != '\0')
        intake_finals_look(app, part);
}

void intake_set_bound(struct intake *in)
{
    const struct upload *u = &in->upload;

    in->bound = INT64_MAX;
    in->counted = -1;
    if (u->size >= 0)
        return;
    int64_t left = quota_left(in->app->quota, client_of(u));
    in->counted = upload_stored(u);
    if (left <= INT64_MAX - u->received)
        in->bound = u->received + left;
}

bool intake_is_over(const struct app *app, const struct upload *u)
{
    return (!u->complete && state_ended(u->state)) ||
           finals_has_expired(app->store, u, clock_wall_ms());
}

/* A sender that died may have left pieces that join. A failure leaves them where they are, and
 * concerns only senders of pieces. */
static int attach_pieces(struct intake *in)
{
    if (!in->upload.in_pieces || in->upload.complete)
        return 0;
    int rc = store_open_folder(in->app->store, in->upload.id, &in->folder);
    if (rc == 0) { /* attach() has not counted them */
        pieces_sift(in->folder);
        (void)intake_join(in);
    }
    return rc;
}

/* On a shared file system the data is opened first: its length counts once no other writer has it.
 */
static int attach_record(struct intake *in, const char *id, enum lock_verb verb,
                         const struct glimpse *seen)
{
    struct store *s = in->app->store;
    int rc = store_is_shared(s) ? store_open_data(s, id, true, &in->fd) : 0;

    if (rc != 0 && rc != ERR_NOT_FOUND) /* a delivered upload has no data */
        return rc;
    if (verb == LOCK_DELETE)
        return store_load(s, id, &in->upload);
    return seen != NULL ? glimpse_renew(s, seen, &in->upload) : store_peek(s, id, &in->upload);
}

static int open_data(struct intake *in)
{
    if (in->upload.complete) {
        store_close_data(in->app->store, &in->fd);
        return 0;
    }
    return in->fd >= 0 ? 0 : store_open_data(in->app->store, in->upload.id, true, &in->fd);
}

/* Without a claim it only tries the lock and asks no holder to release it. */
static int attach(struct intake *in, const char *id, enum lock_verb verb,
                  const struct lock_claim *claim, const struct glimpse *seen)
{
    struct app *app = in->app;

    int rc = claim == NULL ? lock_try(app->store, id, &in->lock)
                           : lock_take_over(app->store, id, claim, &in->lock);
    in->attached_ms = clock_mono_ms();
    if (rc == 0)
        rc = lock_watch_add(app->watch, in->lock, on_newer, in);
    if (rc == 0)
        rc = attach_record(in, id, verb, seen);
    if (rc == 0)
        trace_parent_log(id, in->upload.traceparent);
    if (rc == 0 && verb != LOCK_DELETE && intake_is_over(app, &in->upload))
        rc = ERR_GONE;
    if (rc == 0 && verb == LOCK_PATCH && concat_is_final(&in->upload))
        rc = ERR_FORBIDDEN;
    if (rc == 0)
        intake_set_bound(in);
    if (rc == 0)
        rc = open_data(in);
    if (rc == 0 && verb != LOCK_DELETE)
        rc = intake_cut_pending(in);
    in->synced = in->upload.received;
    return rc == 0 && verb != LOCK_DELETE ? attach_pieces(in) : rc;
}

static int open_claimed(struct app *app, const char *id, enum lock_verb verb,
                        const struct lock_claim *claim, const struct glimpse *seen,
                        struct request *r, struct intake **out)
{
    struct intake *in = calloc(1, sizeof *in);

    *out = NULL;
    if (in == NULL)
        return ERR_NOMEM;
    in->app = app;
    in->fd = in->folder = -1;
    in->next_ahead = INT64_MAX;
    in->counted = -1;
    in->request = r;
    upload_init(&in->upload);
    int rc = attach(in, id, verb, claim, seen);
    if (rc == 0)
        *out = in;
    else
        intake_detach(&in, false);
    return rc;
}

int intake_open(struct app *app, const char *id, enum lock_verb verb, struct request *r,
                struct intake **out)
{
    struct lock_claim claim = {.verb = verb, .wait_ms = (int)app->config.lock_wait_ms};

    return open_claimed(app, id, verb, &claim, NULL, r, out);
}

int intake_try(struct app *app, const char *id, const struct glimpse *seen, struct request *r,
               struct intake **out)
{
    return open_claimed(app, id, LOCK_PATCH, NULL, seen, r, out);
}

int intake_claim(struct app *app, const char *id, const struct lock_claim *claim,
                 struct intake **out)
{
    return open_claimed(app, id, claim->verb, claim, NULL, NULL, out);
}

/* A request that waits for an upload and may find out that it need not. */
struct wanted {
    struct app *app;
    const char *id;
    int64_t offset; /* where the request's bytes begin; -1: it has none */
};

static int read_once(const struct wanted *w, struct upload *u_out)
{
    int rc = store_load(w->app->store, w->id, u_out);

    if (rc != 0)
        return rc;
    if (u_out->complete || (w->offset >= 0 && u_out->received > w->offset))
        return intake_is_over(w->app, u_out) ? ERR_GONE : 0;
    upload_free(u_out);
    return ERR_LOCKED;
}

/* Reads the record without the lock. Returns 0 if the upload is complete or has received more than
 * the offset, ERR_GONE if it is over, ERR_LOCKED if it can still take bytes. It reads twice,
 * because the first reading may have loaded info.json before it marked these bytes as unverified.
 */
static int read_settled(const struct wanted *w, struct upload *u_out)
{
    int rc = read_once(w, u_out);

    if (rc != 0 || u_out->complete)
        return rc;
    upload_free(u_out);
    return read_once(w, u_out);
}

static bool is_vain(void *arg)
{
    struct upload u;

    upload_init(&u);
    int rc = read_settled(arg, &u);
    upload_free(&u);
    return rc == 0 || rc == ERR_GONE;
}

int intake_open_or_read(struct app *app, const char *id, enum lock_verb verb, int64_t offset,
                        struct request *r, struct intake **out, struct upload *u_out)
{
    struct wanted w = {app, id, offset};
    struct lock_claim claim = {verb, (int)app->config.lock_wait_ms, is_vain, &w};

    upload_init(u_out);
    /* Do not ask a holder to release the lock yet: usually there is none, or it is a job of a
     * complete upload. */
    int rc = open_claimed(app, id, verb, NULL, NULL, r, out);
    if (rc == ERR_LOCKED)
        rc = read_settled(&w, u_out);
    if (rc == ERR_LOCKED)
        rc = open_claimed(app, id, verb, &claim, NULL, r, out);
    /* While this request waited for the lock, the upload may have become complete and gone into
     * processing. */
    if (rc == ERR_LOCKED)
        rc = read_settled(&w, u_out);
    if (rc == 0 && *out != NULL && (*out)->upload.complete) {
        rc = upload_copy(&(*out)->upload, u_out);
        intake_detach(out, true);
    }
    return rc;
}

const struct upload *intake_upload(const struct intake *in)
{
    return &in->upload;
}

/* Where the last stored byte ends. */
static int find_end(const struct intake *in, int64_t *end_out)
{
    struct pieces_sum sum = {0};
    int rc = in->folder < 0 ? 0 : pieces_measure(in->folder, in->upload.received, &sum);

    *end_out = sum.end > in->upload.received ? sum.end : in->upload.received;
    return rc;
}

int intake_set_size(struct intake *in, int64_t size)
{
    struct upload *u = &in->upload;
    int64_t end = 0, rest = size - upload_stored(u);
    int64_t max = intake_lesser_limit(in->app->config.max_size, u->max_size);

    if (u->size == size)
        return 0;
    int rc = find_end(in, &end);
    if (rc != 0)
        return rc;
    if (u->size >= 0 || size < end)
        return ERR_LENGTHS;
    if (max > 0 && size > max)
        return ERR_TOO_LARGE;
    rc = free_space_check(in->app, rest);
    if (rc == 0)
        rc = quota_take(in->app->quota, client_of(u), rest, 0);
    if (rc != 0)
        return rc;
    count_stored(in);
    in->counted = -1;
    in->bound = INT64_MAX;
    u->size = size;
    in->changed = true;
    rc = store_save(in->app->store, u);
    if (rc != 0)
        u->size = -1;
    return rc;
}
