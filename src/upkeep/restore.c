/* SPDX-License-Identifier: MIT */
/*
 * Makes the hash from info.json, the length of data and the pieces, with no sender attached. An
 * attached sender renews its lease with its next change.
 */
#include "upkeep/restore.h"

#include "base/error.h"
#include "spool/final_parts.h"

/* Returns the state to restore. An upload whose bytes are all stored is queued again if it has
 * stages, also if it was in processing. A job that still runs holds the upload's lock and is not
 * disturbed. */
static enum state state_now(const struct upload *u)
{
    if (!u->complete || state_ended(u->state))
        return u->state;
    return u->stage_count > 0 ? STATE_QUEUED : STATE_DONE;
}

int restore_upload(struct redis *r, const char *prefix, struct store *s, const char *id)
{
    struct upload u;
    struct progress_change change = {.upload = &u};
    int err;

    if (!id_valid(id))
        return ERR_NOT_FOUND;
    err = final_parts_load(s, id, &u);
    if (err != 0)
        return err == ERR_NOT_FOUND ? ERR_NOT_FOUND : ERR_IO;
    trace_parent_log(id, u.traceparent);
    u.state = state_now(&u);
    err = progress_create(r, prefix, &change, NULL);
    upload_free(&u);
    return err == ERR_EXISTS ? 0 : err;
}
