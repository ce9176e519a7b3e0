/* SPDX-License-Identifier: MIT */
/*
 * The walk removes expired uploads, then compares disk, which is authoritative, with Redis: an
 * upload that waits for processing, without a process at work on it, must have a hash and a job.
 * One worker of a spool compares a shard at a time; one that fails is left out until the next walk.
 */
#include "worker/reconcile.h"

#include "spool/store_parts.h"
#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "base/log.h"
#include "jobs/delayed_jobs.h"
#include "progress/known_spools.h"
#include "progress/progress.h"
#include "upkeep/restore.h"
#include "upkeep/sweep.h"
#include "worker/put_back.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Watchers may wait for the end of an upload that Redis lost. Later Redis gets it again when
 * somebody asks for it. */
#define ENDED_RECENTLY_MS 60000

/* A host that has not used the spool for so long is no longer one of its hosts. */
#define HOST_GONE_MS (24LL * 3600 * 1000)

#define PREFIX_LEN 2 /* digits of an id that name its outer folder in the spool */
#define WALK_ENOUGH 1

struct waiting {
    char id[ID_SIZE];
    bool has_job;
};

struct walk {
    const struct worker *worker;
    struct redis_shards shards;
    bool open[REDIS_SHARDS_MAX];    /* shards that this walk compares */
    bool answers[REDIS_SHARDS_MAX]; /* shards to which changes can be told */
    int err;                        /* of a shard that failed */
    struct waiting *list;           /* uploads that wait for processing, and are not locked */
    size_t count, room;
    struct put_back receiving;
    char prefix[PREFIX_LEN]; /* of the last upload that walk_rest() has looked at */
};

/* --- one walk at a time --- */

static int elect(const struct walk *walk, struct redis *r)
{
    char key[PROGRESS_KEY_SIZE], host[KNOWN_SPOOLS_HOST_SIZE] = "-", turn_ms[24];
    struct redis_value *v = NULL;

    (void)gethostname(host, sizeof host - 1);
    int rc = redis_ensure(r);
    if (rc != 0)
        return rc;
    progress_reconcile_key(walk->worker->config.redis_prefix, redis_run_id(r), walk->worker->spool,
                           key);
    /* Expires shortly before the next walk, so that it is free then and no other walk starts in
     * between. */
    (void)snprintf(turn_ms, sizeof turn_ms, "%lld",
                   (long long)walk->worker->config.reconcile_interval_ms * 9 / 10);
    rc = redis_commandl(r, &v, "SET", key, host, "NX", "PX", turn_ms, (const char *)NULL);
    if (rc == 0 && redis_value_type(v) == REDIS_VALUE_NIL)
        rc = ERR_LOCKED;
    redis_value_free(&v);
    return rc;
}

/* Decides which shards this walk compares: those that no other walk has just compared, and with
 * forced all that answer. */
static void elect_all(struct walk *walk, bool forced)
{
    for (size_t i = 0; i < walk->shards.count; i++) {
        int rc = elect(walk, walk->shards.of[i]);
        walk->answers[i] = rc == 0 || rc == ERR_LOCKED;
        walk->open[i] = rc == 0 || (rc == ERR_LOCKED && forced);
        if (rc != 0 && rc != ERR_LOCKED)
            walk->err = rc;
    }
}

static bool is_open(const struct walk *walk)
{
    bool open = false;

    for (size_t i = 0; i < walk->shards.count; i++)
        open |= walk->open[i];
    return open;
}

/* The shard failed: the walk goes on with the other shards. Returns 0, or an error that
 * concerns no server. */
static int leave_out(struct walk *walk, size_t shard, int rc)
{
    if (rc != ERR_REDIS)
        return rc;
    walk->open[shard] = walk->answers[shard] = false;
    walk->err = rc;
    return 0;
}

/* --- uploads --- */

static int reconcile_remember(struct walk *walk, const char *id)
{
    if (walk->count == walk->room) {
        size_t room = walk->room > 0 ? 2 * walk->room : 64;
        struct waiting *list = realloc(walk->list, room * sizeof *list);
        if (list == NULL)
            return ERR_NOMEM;
        walk->list = list;
        walk->room = room;
    }
    walk->list[walk->count] = (struct waiting){.has_job = false};
    memcpy(walk->list[walk->count++].id, id, ID_SIZE);
    return 0;
}

enum concern { CONCERN_NONE, CONCERN_RECEIVES, CONCERN_WAITS, CONCERN_ENDED };

/* What an upload needs: nothing, an update of Redis, processing, or that Redis has its end.
 * settled: long enough unchanged for a job to count as missing. */
static enum concern look_at(struct store *s, const char *id, bool *settled)
{
    int64_t age_ms;
    enum concern c = CONCERN_NONE;
    struct upload u;

    *settled = false;
    if (store_load(s, id, &u) != 0)
        return c;
    age_ms = clock_wall_ms() - u.updated_at;
    if (put_back_concerns(&u))
        c = CONCERN_RECEIVES;
    else if (!state_ended(u.state))
        c = CONCERN_WAITS;
    else if (age_ms < ENDED_RECENTLY_MS)
        c = CONCERN_ENDED;
    *settled = age_ms >= PUT_BACK_SETTLED_MS;
    upload_free(&u);
    return c != CONCERN_NONE && lock_held(s, id) ? CONCERN_NONE : c;
}

static void note_missing(void *arg, const char *id, const char *json, size_t len)
{
    bool *missing = arg;
    (void)id;
    (void)len;
    *missing = json == NULL;
}

/* Restoring the hash also queues the job. */
static int restore(const struct walk *walk, struct redis *r, const char *id)
{
    int rc = restore_upload(r, walk->worker->config.redis_prefix, walk->worker->store, id);

    if (rc == 0)
        log_info("upload_restored", "id", id, NULL);
    return rc == ERR_REDIS ? rc : 0;
}

static int reconcile_visit(void *arg, const char *id)
{
    struct walk *walk = arg;
    bool missing = false, settled = false;
    size_t shard = redis_shards_place(walk->shards.count, id);
    struct redis *r = walk->shards.of[shard];

    if (!walk->open[shard])
        return 0;
    enum concern c = look_at(walk->worker->store, id, &settled);
    if (c == CONCERN_RECEIVES)
        return put_back_note(&walk->receiving, id);
    if (c == CONCERN_NONE)
        return 0;
    int rc = progress_read(r, walk->worker->config.redis_prefix, &id, 1, note_missing, &missing);
    if (rc == 0 && missing)
        rc = restore(walk, r, id);
    if (rc != 0 || missing)
        return leave_out(walk, shard, rc);
    return c == CONCERN_WAITS && settled ? reconcile_remember(walk, id) : 0;
}

/* --- jobs --- */

static int reconcile_compare(const void *a, const void *b)
{
    return strcmp(((const struct waiting *)a)->id, ((const struct waiting *)b)->id);
}

static void note_job(void *arg, const char *id)
{
    struct walk *walk = arg;
    struct waiting key;

    if (id == NULL || !id_valid(id))
        return;
    memcpy(key.id, id, ID_SIZE);
    struct waiting *found = bsearch(&key, walk->list, walk->count, sizeof key, reconcile_compare);
    if (found != NULL)
        found->has_job = true;
}

/* Publishes that the upload waits, which Redis may not know, and queues it. */
static int queue(const struct walk *walk, struct redis *r, const char *id)
{
    const char *prefix = walk->worker->config.redis_prefix;
    struct upload u;
    struct progress_change change = {.upload = &u};
    bool settled = false;

    /* Its job may have ended while the others were read. */
    if (look_at(walk->worker->store, id, &settled) != CONCERN_WAITS || !settled ||
        store_load(walk->worker->store, id, &u) != 0)
        return 0;
    u.state = STATE_QUEUED;
    change.fence.attempt = u.attempt;
    int rc = progress_send(r, prefix, &change, NULL);
    upload_free(&u);
    if (rc == ERR_REDIS)
        return rc;
    log_info("job_restored", "id", id, NULL);
    return delayed_jobs_wake(r, &walk->worker->queue, id);
}

static int restore_jobs_of(struct walk *walk, size_t shard)
{
    struct redis *r = walk->shards.of[shard];
    int rc = delayed_jobs_each(r, &walk->worker->queue, note_job, walk);

    for (size_t i = 0; rc == 0 && i < walk->count; i++) {
        const char *id = walk->list[i].id;
        if (!walk->list[i].has_job && redis_shards_place(walk->shards.count, id) == shard)
            rc = queue(walk, r, id);
    }
    return leave_out(walk, shard, rc);
}

static int restore_jobs(struct walk *walk)
{
    int rc = 0;

    if (walk->count == 0)
        return 0;
    qsort(walk->list, walk->count, sizeof *walk->list, reconcile_compare);
    for (size_t i = 0; rc == 0 && i < walk->shards.count; i++)
        if (walk->open[i])
            rc = restore_jobs_of(walk, i);
    return rc;
}

/* Expired uploads go first, but for those of a shard that does not answer: nobody would ever tell
 * their watchers. */
static int sweep(struct walk *walk)
{
    struct sweep_redis news = {&walk->shards, walk->worker->config.redis_prefix, walk->answers};
    struct sweep s = {.store = walk->worker->store,
                      .config = &walk->worker->config,
                      .tell = sweep_tell_redis,
                      .change = sweep_tell_redis,
                      .skips = sweep_skips_redis,
                      .arg = &news};

    return sweep_run(&s);
}

static int forget_hosts(struct walk *walk)
{
    const struct worker *w = walk->worker;
    int64_t before_ms = clock_wall_ms() - HOST_GONE_MS;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < walk->shards.count; i++)
        if (walk->open[i])
            rc = leave_out(walk, i,
                           known_spools_forget(walk->shards.of[i], w->config.redis_prefix, w->spool,
                                               before_ms));
    return rc;
}

/* Before the next walk is due. */
static int64_t walk_deadline_ms(const struct walk *walk)
{
    return clock_mono_ms() + walk->worker->config.reconcile_interval_ms * 3 / 4;
}

static int walk_once(struct walk *walk)
{
    const struct worker *w = walk->worker;

    walk->receiving.deadline_ms = walk_deadline_ms(walk);
    walk->count = 0;
    int rc = sweep(walk);
    if (rc == 0)
        rc = forget_hosts(walk);
    if (rc == 0)
        rc = store_each(w->store, reconcile_visit, walk);
    if (rc == 0)
        rc = restore_jobs(walk);
    return rc == 0 ? put_back_run(&walk->receiving) : rc; /* last, because it is slow */
}

/* The outer folders come in order: those behind one in which enough was noted hold higher ids. */
static int visit_rest(void *arg, const char *id)
{
    struct walk *walk = arg;
    bool settled = false;

    if (strcmp(id, walk->receiving.cursor) <= 0 ||
        !walk->open[redis_shards_place(walk->shards.count, id)])
        return 0;
    if (memcmp(id, walk->prefix, PREFIX_LEN) != 0 && put_back_is_full(&walk->receiving))
        return WALK_ENOUGH;
    memcpy(walk->prefix, id, PREFIX_LEN);
    if (look_at(walk->worker->store, id, &settled) != CONCERN_RECEIVES)
        return 0;
    return put_back_note(&walk->receiving, id);
}

/* Compares the uploads behind the cursor, without reading the records of others again. */
static int walk_rest(struct walk *walk)
{
    walk->receiving.deadline_ms = walk_deadline_ms(walk);
    int rc = store_each(walk->worker->store, visit_rest, walk);
    return rc == 0 || rc == WALK_ENOUGH ? put_back_run(&walk->receiving) : rc;
}

int reconcile_run(const struct worker *w, bool at_start, char *cursor)
{
    struct walk walk = {.worker = w};
    int rc = redis_shards_open(&w->redis, (int)w->config.redis_timeout_ms, &walk.shards);

    if (rc == 0)
        elect_all(&walk, at_start || w->drain); /* the walk is required then */
    walk.receiving = (struct put_back){.shards = &walk.shards,
                                       .open = walk.open,
                                       .store = w->store,
                                       .prefix = w->config.redis_prefix,
                                       .rate = w->config.restore_rate,
                                       .cursor = cursor,
                                       .waits = w->drain};
    bool open = rc == 0 && is_open(&walk);
    if (open)
        rc = walk_once(&walk);
    while (open && rc == 0 && w->drain && cursor[0] != '\0')
        rc = walk_rest(&walk);
    if (open && rc == 0 && !w->drain)
        rc = put_back_run_recent(&walk.receiving);
    put_back_free(&walk.receiving);
    free(walk.list);
    redis_shards_free(&walk.shards);
    return rc == 0 ? walk.err : rc;
}
