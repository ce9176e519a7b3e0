/* SPDX-License-Identifier: MIT */
/*
 * Does what the request with the last byte would have done.
 */
#include "upkeep/finishing.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "progress/upload_counts.h"
#include "spool/lock.h"
#include "spool/piece_join.h"
#include "upload/concat.h"

#include <string.h>
#include <unistd.h>

#define REST_MS 5000 /* the request that stored the last byte may still be on its way */

/* The declared digest of a whole file is the client's request to check, unless a stage does. */
static bool finishing_has_digest_to_check(const struct upload *u)
{
    for (size_t i = 0; i < u->stage_count; i++)
        if (strcmp(u->stages[i].name, "digest") == 0)
            return false;
    return u->expected != NULL;
}

/* An upload without a byte has nothing to lose. */
static bool finishing_has_all_bytes(const struct upload *u)
{
    return u->size > 0 && upload_stored(u) == u->size && u->pending_from < 0;
}

bool finishing_is_due(const struct upload *u)
{
    int64_t now_ms = clock_wall_ms();

    return !u->complete && (u->state == STATE_CREATED || u->state == STATE_UPLOADING) &&
           !concat_is_final(u) && !u->awaits_name && finishing_has_all_bytes(u) &&
           !finishing_has_digest_to_check(u) && now_ms - u->updated_at >= REST_MS &&
           !upload_has_expired(u, now_ms);
}

/* --- under the lock --- */

static int finishing_join(const struct joining *j, struct upload *u, int data_fd)
{
    struct piece_join pieces = {.store = j->store,
                                .id = u->id,
                                .data_fd = data_fd,
                                .is_synced = true,
                                .received = u->received,
                                .synced = u->received};

    if (!u->in_pieces)
        return 0;
    int rc = store_open_folder(j->store, u->id, &pieces.folder);
    if (rc != 0)
        return rc;
    rc = piece_join_all(&pieces);
    close(pieces.folder);
    u->received = pieces.received;
    return rc;
}

static int finishing_record(const struct joining *j, struct upload *u, int data_fd)
{
    int64_t last_byte_at = u->updated_at;

    u->state = u->stage_count > 0 ? STATE_QUEUED : STATE_DONE;
    int rc = store_finish(j->store, u, data_fd);

    if (rc != 0) {
        log_error("finish_failed", "id", u->id, "code", error_code(rc), NULL);
        return rc;
    }
    upload_counts_received(u, last_byte_at);
    log_info("received_late", "id", u->id, "bytes", LOG_INT(u->size), "state", state_name(u->state),
             NULL);
    return 0;
}

/* *is_done_out: the upload is complete now. */
static int finishing_act(const struct joining *j, struct upload *u, bool *is_done_out)
{
    int fd;
    int rc = store_open_data(j->store, u->id, true, &fd);

    if (rc != 0)
        return rc;
    rc = finishing_join(j, u, fd);
    if (rc == 0 && u->received == u->size) {
        rc = finishing_record(j, u, fd);
        *is_done_out = rc == 0;
    }
    store_close_data(j->store, &fd);
    return rc == ERR_DIFFERS ? 0 : rc;
}

static void finishing_settle_finals(const struct joining *j, const char *part_id)
{
    char ids[FINALS_MAX][ID_SIZE];
    size_t count = finals_read(j->store, part_id, ids);

    joining_settle_all(j, ids, count);
}

int finishing_settle(const struct joining *j, const char *id)
{
    char token[LOCK_TOKEN_SIZE];
    struct lock *lock = NULL;
    struct upload u;
    bool is_done = false;
    int rc = lock_try(j->store, id, &lock);

    if (rc != 0)
        return rc;
    rc = store_load(j->store, id, &u);
    if (rc == 0)
        trace_parent_log(id, u.traceparent);
    if (rc == 0 && finishing_is_due(&u))
        rc = finishing_act(j, &u, &is_done);
    memcpy(token, lock_token(lock), sizeof token);
    lock_release(&lock);
    bool is_part = is_done && u.kind == KIND_PARTIAL;
    if (is_done)
        j->tell(j->arg, &u, token);
    upload_free(&u);
    if (is_part)
        finishing_settle_finals(j, id);
    return rc;
}
