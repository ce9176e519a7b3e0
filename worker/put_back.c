/* SPDX-License-Identifier: MIT */
/*
 * Reads in batches and restores one by one. A process that holds an upload's lock, or held it a
 * moment ago, publishes the upload itself.
 */
#include "worker/put_back.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/final_parts.h"
#include "spool/lock.h"
#include "base/log.h"
#include "progress/progress.h"
#include "progress/progress_document.h"
#include "upkeep/restore.h"
#include "upload/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define BATCH 64
/* The ids of one walk: the lowest after the cursor. The array has room for twice as many (2 MB), so
 * that it is rarely sorted. */
#define WALK_MAX 32768
#define ROOM_MAX (2 * WALK_MAX)

/* One upload of a batch, and its document in Redis. */
struct look {
    const char *id;
    bool missing;
    char *seen; /* the document if it differs from disk; or NULL */
    size_t len;
};

struct batch {
    struct put_back *p;
    struct look looks[BATCH];
    size_t next;
};

bool put_back_concerns(const struct upload *u)
{
    return !u->complete && !upload_awaits_assembly(u) && !state_ended(u->state);
}

/* --- which uploads --- */

static int put_back_by_id(const void *a, const void *b)
{
    return memcmp(a, b, ID_LEN);
}

/* Sorts the ids, removes duplicates and keeps as many as one walk handles. */
static void sort_out(struct put_back *p)
{
    size_t kept = 0;

    if (p->count > 0)
        qsort(p->ids, p->count, sizeof *p->ids, put_back_by_id);
    for (size_t i = 0; i < p->count; i++) {
        if (kept == 0 || put_back_by_id(p->ids[kept - 1], p->ids[i]) != 0)
            memmove(p->ids[kept++], p->ids[i], ID_SIZE);
    }
    p->cut |= kept > WALK_MAX;
    p->count = kept > WALK_MAX ? WALK_MAX : kept;
}

static int put_back_make_room(struct put_back *p)
{
    size_t room = p->room > 0 ? 2 * p->room : BATCH;

    if (p->room == ROOM_MAX) {
        sort_out(p);
        return 0;
    }
    char(*ids)[ID_SIZE] = realloc(p->ids, room * sizeof *ids);
    if (ids == NULL)
        return ERR_NOMEM;
    p->ids = ids;
    p->room = room;
    return 0;
}

int put_back_note(struct put_back *p, const char *id)
{
    if (strcmp(id, p->cursor) <= 0)
        return 0; /* an earlier walk compared it */
    int rc = p->count == p->room ? put_back_make_room(p) : 0;
    if (rc == 0)
        memcpy(p->ids[p->count++], id, ID_SIZE);
    return rc;
}

bool put_back_is_full(struct put_back *p)
{
    bool is_full = p->count >= WALK_MAX;

    p->cut |= is_full;
    return is_full;
}

void put_back_free(struct put_back *p)
{
    free(p->ids);
    p->ids = NULL;
    p->count = p->room = 0;
}

/* --- the rate --- */

/* Waits until the rate allows the next change, at most a second. Returns false if that is after
 * this walk's deadline. */
static bool pace(struct put_back *p)
{
    int64_t due_ms = p->began_ms + p->changes * 1000 / p->rate, now_ms;

    p->stopped = p->changes > 0 && due_ms >= p->deadline_ms;
    if (p->stopped)
        return false;
    while ((now_ms = clock_mono_ms()) < due_ms)
        clock_pause_ms(due_ms - now_ms);
    p->changes++;
    return true;
}

/* A walk that follows at once keeps to the rate of the one before. */
static void begin_pace(struct put_back *p)
{
    int64_t due_ms = p->began_ms + p->changes * 1000 / p->rate, now_ms = clock_mono_ms();

    p->began_ms = due_ms > now_ms ? due_ms : now_ms;
    p->changes = 0;
    p->stopped = false;
}

/* --- what differs --- */

/* The sender of an active upload publishes its progress itself. */
static bool differs(const struct upload *u, const struct json *doc)
{
    if (strcmp(json_get_string(doc, "state", ""), state_name(u->state)) != 0)
        return true;
    return !state_ended(u->state) &&
           state_transfer_is(json_get_string(doc, "transfer", ""), false) &&
           (json_get_int(doc, "received", 0) != upload_stored(u) ||
            json_get_int(doc, "size", -1) != u->size);
}

static bool is_older(struct store *s, const char *id, const char *text, size_t len)
{
    struct json *doc = NULL;
    struct upload u;
    bool older = false;

    if (final_parts_load(s, id, &u) != 0)
        return false;
    if ((put_back_concerns(&u) || state_ended(u.state)) &&
        json_parse(text, len, PROGRESS_DEPTH_MAX, &doc) == 0)
        older = differs(&u, doc);
    json_free(&doc);
    upload_free(&u);
    return older;
}

static void note_document(void *arg, const char *id, const char *text, size_t len)
{
    struct batch *b = arg;
    struct look *l = &b->looks[b->next++];

    *l = (struct look){.id = id, .missing = text == NULL, .len = len};
    if (text != NULL && is_older(b->p->store, id, text, len))
        l->seen = strndup(text, len); /* when out of memory, the next walk retries */
}

/* --- restoring --- */

/* Sends the record as a change; if the state in Redis does not allow that, forgets the hash and
 * restores it. */
static int put_back_renew(struct put_back *p, struct redis *r, const struct look *l,
                          const struct upload *u)
{
    const struct progress_change change = {.upload = u, .fence = {.attempt = u->attempt}};
    int rc = progress_send(r, p->prefix, &change, NULL);

    if (rc == ERR_ORIGIN) {
        rc = progress_forget(r, p->prefix, l->id, l->seen, l->len);
        if (rc == 0)
            rc = restore_upload(r, p->prefix, p->store, l->id);
    }
    if (rc == 0)
        log_info("upload_renewed", "id", l->id, "state", state_name(u->state), NULL);
    return rc;
}

/* Those beyond the last one wait for the next walk. */
static void put_back_note_recent(struct put_back *p, const char *id)
{
    if (p->recent_count < PUT_BACK_RECENT_MAX)
        memcpy(p->recent[p->recent_count++], id, ID_SIZE);
}

static int put_back(struct put_back *p, struct redis *r, const struct look *l)
{
    struct upload u;
    int rc = 0;

    if ((!l->missing && l->seen == NULL) || lock_held(p->store, l->id))
        return 0;
    if (!pace(p))
        return 0;
    if (final_parts_load(p->store, l->id, &u) != 0)
        return 0; /* removed meanwhile, or damaged */
    trace_parent_log(u.id, u.traceparent);
    if (l->missing && put_back_concerns(&u)) {
        rc = restore_upload(r, p->prefix, p->store, l->id);
        if (rc == 0)
            log_info("upload_restored", "id", l->id, NULL);
    } else if (!l->missing && clock_wall_ms() - u.updated_at >= PUT_BACK_SETTLED_MS) {
        rc = put_back_renew(p, r, l, &u);
    } else if (!l->missing) {
        put_back_note_recent(p, l->id);
    }
    upload_free(&u);
    return rc == ERR_REDIS ? rc : 0;
}

static int compare_batch(struct put_back *p, struct redis *r, const char *const *ids, size_t n)
{
    struct batch b = {.p = p};
    int rc = progress_read(r, p->prefix, ids, n, note_document, &b);

    for (size_t i = 0; i < b.next; i++) {
        if (rc == 0 && !p->stopped)
            rc = put_back(p, r, &b.looks[i]);
        if (rc == 0 && !p->stopped)
            memcpy(p->cursor, b.looks[i].id, ID_SIZE);
        free(b.looks[i].seen);
    }
    return rc;
}

static size_t shard_of(const struct put_back *p, size_t i)
{
    return redis_shards_place(p->shards->count, p->ids[i]);
}

/* Collects the next ids, as many as a batch may have, of one shard. Returns how many. */
static size_t take_batch(const struct put_back *p, size_t next, const char *ids[BATCH])
{
    size_t n = 0, shard = shard_of(p, next);

    while (n < BATCH && next < p->count && shard_of(p, next) == shard)
        ids[n++] = p->ids[next++];
    return n;
}

/* A shard that fails is left out until the next walk. */
static int compare_all(struct put_back *p)
{
    const char *ids[BATCH];
    int rc = 0, failed = 0;

    for (size_t next = 0; rc == 0 && !p->stopped && next < p->count;) {
        size_t shard = shard_of(p, next), n = take_batch(p, next, ids);
        next += n;
        if (!p->open[shard])
            continue;
        rc = compare_batch(p, p->shards->of[shard], ids, n);
        if (rc == ERR_REDIS) {
            p->open[shard] = false;
            failed = rc;
            rc = 0;
        }
        p->stopped |= next < p->count && clock_mono_ms() >= p->deadline_ms;
    }
    if (rc == 0 && failed == 0 && !p->stopped && !p->cut)
        p->cursor[0] = '\0';
    return rc != 0 ? rc : failed;
}

/* --- what Redis lists as unfinished --- */

struct strangers {
    struct put_back *p;
    int err;
};

static void note_stranger(void *arg, const char *id)
{
    struct strangers *s = arg;

    if (s->err == 0)
        s->err = put_back_note(s->p, id);
}

/* --- one process at a time --- */

/* Locks the spool's folder; the lock ends with the process. Returns false if another process has
 * it. On a file system without such locks two processes may send the same record, which Redis
 * treats as one change. */
static bool put_back_take_turn(const struct put_back *p, int *fd)
{
    *fd = open(store_path(p->store), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *fd < 0 || flock(*fd, LOCK_EX | (p->waits ? 0 : LOCK_NB)) == 0 || errno != EWOULDBLOCK;
}

/* Returns ERR_NOMEM, or 0; a shard that fails is left out. */
static int note_strangers(struct put_back *p, int *failed)
{
    struct strangers s = {.p = p};

    for (size_t i = 0; s.err == 0 && i < p->shards->count; i++) {
        int rc =
            p->open[i] ? progress_each_active(p->shards->of[i], p->prefix, note_stranger, &s) : 0;
        p->open[i] &= rc == 0;
        *failed = rc != 0 ? rc : *failed;
    }
    return s.err;
}

int put_back_run(struct put_back *p)
{
    int fd, rc = 0, failed = 0;

    if (put_back_take_turn(p, &fd)) {
        rc = note_strangers(p, &failed);
        sort_out(p);
        begin_pace(p);
        if (rc == 0)
            rc = compare_all(p);
    }
    if (fd >= 0)
        (void)close(fd);
    p->count = 0;
    p->cut = false;
    return rc != 0 ? rc : failed;
}

int put_back_run_recent(struct put_back *p)
{
    char cursor[ID_SIZE] = "";
    struct put_back again = {.shards = p->shards,
                             .open = p->open,
                             .store = p->store,
                             .prefix = p->prefix,
                             .rate = p->rate,
                             .cursor = cursor};
    int fd = -1, rc = 0;

    if (p->recent_count == 0)
        return 0;
    clock_pause_ms(PUT_BACK_SETTLED_MS);
    again.deadline_ms = clock_mono_ms() + PUT_BACK_SETTLED_MS;
    for (size_t i = 0; rc == 0 && i < p->recent_count; i++)
        rc = put_back_note(&again, p->recent[i]);
    if (rc == 0 && put_back_take_turn(&again, &fd)) {
        sort_out(&again);
        begin_pace(&again);
        rc = compare_all(&again);
    }
    if (fd >= 0)
        (void)close(fd);
    put_back_free(&again);
    return rc;
}
