/* SPDX-License-Identifier: MIT */
/*
 * Walks through the spool. The walk reads records without locks first, because few uploads need
 * anything, and again under the lock. The time of a file in the spool tells when the last walk
 * began.
 */
#include "upkeep/sweep.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "base/log.h"
#include "webhook/outbox.h"
#include "progress/progress.h"
#include "redis/redis_shards.h"
#include "spool/final_parts.h"
#include "spool/finals.h"
#include "spool/new_piece.h"
#include "upkeep/finishing.h"
#include "upload/concat.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REMNANT_MS (60 * 60 * 1000)
#define MARKER ".swept"
#define MARKER_FLAGS (O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC)

/* --- intervals --- */

static int open_marker(struct store *s)
{
    int spool = open(store_path(s), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (spool < 0)
        return -1;
    int fd = openat(spool, MARKER, MARKER_FLAGS, 0660);
    close(spool);
    return fd;
}

bool sweep_claim(struct store *s, int64_t interval_ms)
{
    struct stat st;
    int fd = open_marker(s);
    bool is_due = false;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0) {
        int64_t age = clock_wall_ms() - (int64_t)st.st_mtim.tv_sec * 1000;
        is_due = age >= interval_ms || age < -interval_ms;
    }
    if (is_due && futimens(fd, NULL) != 0)
        is_due = false;
    close(fd);
    return is_due;
}

static void mark(struct store *s)
{
    int fd = open_marker(s);

    if (fd < 0)
        return;
    (void)futimens(fd, NULL);
    close(fd);
}

/* --- removal --- */

/* Of complete uploads only parts expire. */
static bool sweep_is_expired(struct store *s, const struct upload *u)
{
    return (!u->complete || u->kind == KIND_PARTIAL) && finals_has_expired(s, u, clock_wall_ms());
}

/* Loads the upload if it has expired. */
static bool load_expired(struct store *s, const char *id, struct upload *out)
{
    if (store_load(s, id, out) != 0)
        return false;
    if (sweep_is_expired(s, out))
        return true;
    upload_free(out);
    return false;
}

static void set_gone(struct upload *u)
{
    u->state = state_allows(u->state, STATE_EXPIRED) ? STATE_EXPIRED : STATE_DELETED;
    u->updated_at = clock_wall_ms();
}

static void sweep_tell(struct sweep *s, struct upload *u, const char *token)
{
    if (!s->dry_run)
        log_info("expired", "id", u->id, "bytes", LOG_INT(upload_stored(u)), NULL);
    s->uploads++;
    s->bytes += upload_stored(u);
    s->tell(s->arg, u, token);
}

/* The final uploads of a part. */
struct sweep_finals {
    char ids[FINALS_MAX][ID_SIZE];
    size_t count;
};

/* Removes the upload and queues its webhooks. */
static int remove_found(struct sweep *s, struct upload *u, struct sweep_finals *finals)
{
    struct outbox_draft *event = NULL;

    (void)final_parts_fill(s->store, u); /* what watchers have seen */
    set_gone(u);
    if (s->config != NULL && u->state == STATE_EXPIRED)
        event = outbox_draft(s->store, s->config, EVENT_EXPIRED, u);
    int rc = u->kind == KIND_PARTIAL
                 ? finals_remove_part(s->store, u->id, finals->ids, &finals->count)
                 : store_remove(s->store, u->id);
    outbox_settle(&event, rc == 0);
    return rc;
}

/* Does what a request should have done, if its process had not died: settle is joining_settle() for
 * a final upload whose parts have ended, finishing_settle() for one whose bytes are all there. */
static void sweep_settle(struct sweep *s, const char *id,
                         int (*settle)(const struct joining *j, const char *id))
{
    const struct joining j = {
        .store = s->store, .config = s->config, .tell = s->change, .arg = s->arg};

    if (s->change != NULL && !s->dry_run)
        (void)settle(&j, id);
}

/* Removes an expired upload under its lock, unless it is locked or no longer expired. */
static void remove_expired(struct sweep *s, const char *id)
{
    char token[LOCK_TOKEN_SIZE];
    struct sweep_finals finals = {.count = 0};
    struct lock *lock = NULL;
    struct upload u;

    if (lock_try(s->store, id, &lock) != 0)
        return;
    bool found = load_expired(s->store, id, &u);
    int rc = found ? remove_found(s, &u, &finals) : 0;
    memcpy(token, lock_token(lock), sizeof token);
    lock_release(&lock);
    if (!found)
        return;
    if (rc == 0)
        sweep_tell(s, &u, token);
    else
        log_error("sweep_failed", "id", id, "code", error_code(rc), NULL);
    upload_free(&u);
    for (size_t i = 0; i < finals.count; i++)
        sweep_settle(s, finals.ids[i], joining_settle);
}

/* Whether a folder without info.json is old: the process that created or removed it has died. */
static bool is_remnant(struct store *s, const char *id)
{
    struct upload u;
    struct stat st;
    int fd, rc = store_load(s, id, &u);

    if (rc == 0)
        upload_free(&u);
    if (rc != ERR_NOT_FOUND || store_open_folder(s, id, &fd) != 0)
        return false;
    bool is_old =
        fstat(fd, &st) == 0 && clock_wall_ms() - (int64_t)st.st_mtim.tv_sec * 1000 > REMNANT_MS;
    close(fd);
    return is_old;
}

static void remove_remnant(struct sweep *s, const char *id)
{
    struct lock *lock = NULL;
    int rc = lock_try(s->store, id, &lock);

    /* Without a lock file no process can hold the lock. */
    if (rc == ERR_NOT_FOUND || (rc == 0 && is_remnant(s->store, id)))
        log_info("remnant_removed", "id", id, "code", error_code(store_remove(s->store, id)), NULL);
    lock_release(&lock);
}

/* Final uploads that have expired with this part go first, because their bytes are those of their
 * parts. */
static void remove_expired_part(struct sweep *s, const char *id)
{
    char ids[FINALS_MAX][ID_SIZE];
    size_t count = finals_read(s->store, id, ids);
    struct upload u;

    for (size_t i = 0; i < count; i++) {
        bool is_expired = load_expired(s->store, ids[i], &u);
        upload_free(&u);
        if (is_expired)
            remove_expired(s, ids[i]);
    }
    remove_expired(s, id);
}

static void sweep_visit_expired(struct sweep *s, struct upload *u)
{
    if (s->dry_run) {
        set_gone(u);
        sweep_tell(s, u, NULL);
    } else if (u->kind == KIND_PARTIAL) {
        remove_expired_part(s, u->id);
    } else {
        remove_expired(s, u->id);
    }
}

/* What senders that died have left: of pieces that they were writing, or of one that landed while
 * the upload was finished. */
static void sweep_drop_remnants(struct sweep *s, const struct upload *u)
{
    int folder, count = 0;

    if (!u->in_pieces || s->dry_run || store_open_folder(s->store, u->id, &folder) != 0)
        return;
    if (u->complete)
        pieces_clear(folder);
    else
        count = new_piece_drop_old(folder, (clock_wall_ms() - REMNANT_MS) / 1000);
    close(folder);
    if (count > 0)
        log_info("pieces_removed", "id", u->id, "count", LOG_INT(count), NULL);
}

static void sweep_visit_record(struct sweep *s, struct upload *u)
{
    trace_parent_log(u->id, u->traceparent);
    if (sweep_is_expired(s->store, u)) {
        sweep_visit_expired(s, u);
        return;
    }
    sweep_drop_remnants(s, u);
    if (concat_is_open(u))
        sweep_settle(s, u->id, joining_settle);
    else if (finishing_is_due(u))
        sweep_settle(s, u->id, finishing_settle);
}

static int sweep_visit(void *arg, const char *id)
{
    struct sweep *s = arg;
    struct upload u;

    if (s->skips != NULL && s->skips(s->arg, id))
        return 0;
    int rc = store_load(s->store, id, &u);
    if (rc == 0)
        sweep_visit_record(s, &u);
    else if (!s->dry_run && is_remnant(s->store, id))
        remove_remnant(s, id);
    upload_free(&u);
    return 0;
}

int sweep_run(struct sweep *s)
{
    if (!s->dry_run)
        mark(s->store);
    return store_each(s->store, sweep_visit, s);
}

void sweep_tell_redis(void *arg, struct upload *u, const char *token)
{
    const struct sweep_redis *to = arg;
    const struct progress_change change = {.upload = u, .fence = {.writer = token}};

    int rc = progress_send(redis_shards_of(to->shards, u->id), to->prefix, &change, NULL);
    if (rc != 0 && rc != ERR_SUPERSEDED && rc != ERR_ORIGIN)
        log_warn("change_not_told", "id", u->id, "code", error_code(rc), NULL);
}

bool sweep_skips_redis(void *arg, const char *id)
{
    const struct sweep_redis *to = arg;

    return to->answers != NULL && !to->answers[redis_shards_place(to->shards->count, id)];
}
