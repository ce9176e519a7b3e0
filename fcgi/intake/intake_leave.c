/* SPDX-License-Identifier: MIT */
/*
 * Detaches a sender and leaves an incomplete upload as it is; but pieces may have landed while the
 * sender had the lock. And whoever has the lock appends the pieces that join, also a request that
 * only asks: if these were the last ones, it finishes the upload, because their senders may have
 * looked while the pieces were on their way into the file, and left.
 *
 * The sender of a piece gives the piece its name first and tries the lock then. A holder releases
 * the lock first and looks for pieces then. So at least one of them sees the piece without a lock
 * in its way.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/clock.h"
#include "base/error.h"

#include <string.h>
#include <unistd.h>

#define LATE_TRIES 5 /* while no process holds the lock, but a request waits for it */
#define LATE_PAUSE_MS 10
#define VAIN_MAX 3 /* rounds in which nothing was appended */

/* Whether all bytes are in the file. An upload that is to be empty waits for its own request. */
static bool leave_is_unfinished(const struct upload *u)
{
    return !u->complete && !u->awaits_name && u->received > 0 && u->received == u->size;
}

/* Whether a piece joins the upload. */
static bool leave_has_next(struct app *app, const struct upload *u)
{
    int folder;

    if (store_open_folder(app->store, u->id, &folder) != 0)
        return false;
    bool has_next = pieces_cover(folder, u->received);
    close(folder);
    return has_next;
}

/* Whether an incomplete upload lacks a holder of its lock, and how much of it is in the file. */
static bool leave_is_late(struct app *app, const char *id, int64_t *received_out)
{
    struct upload u;

    if (store_peek(app->store, id, &u) != 0)
        return false;
    bool is_late = !u.complete && !state_ended(u.state) &&
                   (leave_is_unfinished(&u) || leave_has_next(app, &u));
    *received_out = u.received;
    upload_free(&u);
    return is_late;
}

/* Takes the lock, which appends the pieces. A request that waits for the lock goes first, and will
 * append them; but it may have died. */
static int leave_take_lock(struct app *app, const char *id, struct intake **out)
{
    int rc = ERR_LOCKED;

    for (int i = 0; rc == ERR_LOCKED && i < LATE_TRIES; i++) {
        if (i > 0)
            clock_pause_ms(LATE_PAUSE_MS);
        rc = intake_try(app, id, NULL, NULL, out);
        if (rc == ERR_LOCKED && lock_held(app->store, id))
            return rc;
    }
    return rc == ERR_LOCKED ? intake_open(app, id, LOCK_POST, NULL, out) : rc;
}

/* With the lock, which appended them. */
static int leave_joined(struct intake **in)
{
    int rc = (*in)->join_err;

    if ((*in)->upload.complete)
        rc = ERR_COMPLETED; /* meanwhile, by another request */
    else if (rc == 0 || rc == ERR_DIFFERS)
        rc = intake_begin_transfer(*in);
    (*in)->whole = true;
    if (rc == 0 && intake_is_full(*in))
        return intake_finish(in);
    intake_detach(in, true);
    return rc;
}

/* A piece that cannot be appended nor dropped must not keep the request for ever. */
static void leave_join_late(struct app *app, const char *id)
{
    struct intake *in = NULL;
    int64_t before = -1, received;
    int rc = 0, vain = 0;

    while (rc == 0 && vain < VAIN_MAX && leave_is_late(app, id, &received)) {
        vain = received > before ? 0 : vain + 1;
        before = received;
        rc = leave_take_lock(app, id, &in);
        if (rc == 0)
            rc = leave_joined(&in);
    }
}

void intake_leave(struct intake **in)
{
    struct intake *i = *in;
    char id[ID_SIZE];

    if (i == NULL)
        return;
    struct app *app = i->app;
    int64_t received = i->upload.received;
    bool is_unfinished = leave_is_unfinished(&i->upload);
    int folder = i->folder;
    memcpy(id, i->upload.id, ID_SIZE);
    i->folder = -1; /* stays open */
    intake_detach(in, true);
    if (folder < 0)
        return;
    if (is_unfinished || pieces_cover(folder, received))
        leave_join_late(app, id);
    close(folder);
}
