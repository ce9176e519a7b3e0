/* SPDX-License-Identifier: MIT */
/*
 * Detaches a sender and leaves an incomplete upload as it is; but pieces may have landed while the
 * sender had the lock.
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

/* Whether a piece joins an incomplete upload. */
static bool leave_is_late(struct app *app, const char *id)
{
    struct upload u;
    int folder;

    if (store_peek(app->store, id, &u) != 0)
        return false;
    bool is_due = !u.complete && !state_ended(u.state) && u.ahead > 0;
    int64_t received = u.received;
    upload_free(&u);
    if (!is_due || store_open_folder(app->store, id, &folder) != 0)
        return false;
    is_due = pieces_cover(folder, received);
    close(folder);
    return is_due;
}

/* Takes the lock, which appends the pieces. A request that waits for the lock goes first, and will
 * append them; but it may have died. */
static int leave_take_lock(struct app *app, const char *id, struct intake **out)
{
    int rc = ERR_LOCKED;

    for (int i = 0; rc == ERR_LOCKED && i < LATE_TRIES; i++) {
        if (i > 0)
            clock_pause_ms(LATE_PAUSE_MS);
        rc = intake_try(app, id, NULL, out);
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

static void leave_join_late(struct app *app, const char *id)
{
    struct intake *in = NULL;
    int rc = 0;

    while (rc == 0 && leave_is_late(app, id)) {
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
    int folder = i->folder;
    memcpy(id, i->upload.id, ID_SIZE);
    i->folder = -1; /* stays open */
    intake_detach(in, true);
    if (folder < 0)
        return;
    if (pieces_cover(folder, received))
        leave_join_late(app, id);
    close(folder);
}
