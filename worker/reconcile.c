/* SPDX-License-Identifier: MIT */
/*
 * The walk removes expired uploads, then compares disk, which is authoritative, with Redis: an
 * upload that waits for processing, without a process at work on it, must have a hash and a job.
 * One worker of a spool walks at a time.
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

/* A process that changed a record updates Redis a moment later; until then nothing counts as
 * missing. */
#define SETTLED_MS 5000

/* A host that has not used the spool for so long is no longer one of its hosts. */
#define HOST_GONE_MS (24LL * 3600 * 1000)

struct waiting {
    char id[ID_SIZE];
    bool has_job;
};

struct walk {
    const struct worker *worker;
    struct redis *redis;
    struct waiting *list; /* uploads that wait for processing, and are not locked */
    size_t count, room;
    struct put_back receiving;
};

/* --- one walk at a time --- */

static int elect(struct walk *walk)
{
    char key[PROGRESS_KEY_SIZE], host[KNOWN_SPOOLS_HOST_SIZE] = "-", turn_ms[24];
    struct redis_value *v = NULL;

    (void)gethostname(host, sizeof host - 1);
    int rc = redis_ensure(walk->redis);
    if (rc != 0)
        return rc;
    progress_reconcile_key(walk->worker->config.redis_prefix, redis_run_id(walk->redis),
                           walk->worker->spool, key);
    /* Expires shortly before the next walk, so that it is free then and no other walk starts in
     * between. */
    (void)snprintf(turn_ms, sizeof turn_ms, "%lld",
                   (long long)walk->worker->config.reconcile_interval_ms * 9 / 10);
    rc = redis_commandl(walk->redis, &v, "SET", key, host, "NX", "PX", turn_ms, (const char *)NULL);
    if (rc == 0 && redis_value_type(v) == REDIS_VALUE_NIL)
        rc = ERR_LOCKED;
    redis_value_free(&v);
    return rc;
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

enum concern { CONCERN_NONE, CONCERN_RECEIVES, CONCERN_WAITS };

/* What an upload needs: nothing, an update of Redis, or processing. settled: long enough unchanged
 * for a job to count as missing. */
static enum concern look_at(struct store *s, const char *id, bool *settled)
{
    enum concern c = CONCERN_NONE;
    struct upload u;

    *settled = false;
    if (store_load(s, id, &u) != 0)
        return c;
    if (put_back_concerns(&u))
        c = CONCERN_RECEIVES;
    else if (!state_ended(u.state))
        c = CONCERN_WAITS;
    *settled = clock_wall_ms() - u.updated_at >= SETTLED_MS;
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
static int restore(struct walk *walk, const char *id)
{
    int rc =
        restore_upload(walk->redis, walk->worker->config.redis_prefix, walk->worker->store, id);
    if (rc == 0)
        log_info("upload_restored", "id", id, NULL);
    return rc == ERR_REDIS ? rc : 0;
}

static int reconcile_visit(void *arg, const char *id)
{
    struct walk *walk = arg;
    bool missing = false, settled = false;

    enum concern c = look_at(walk->worker->store, id, &settled);
    if (c == CONCERN_RECEIVES)
        return put_back_note(&walk->receiving, id);
    if (c == CONCERN_NONE)
        return 0;
    int rc = progress_read(walk->redis, walk->worker->config.redis_prefix, &id, 1, note_missing,
                           &missing);
    if (rc != 0)
        return rc;
    if (missing)
        return restore(walk, id);
    return settled ? reconcile_remember(walk, id) : 0;
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
static int queue(struct walk *walk, const char *id)
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
    int rc = progress_send(walk->redis, prefix, &change, NULL);
    upload_free(&u);
    if (rc == ERR_REDIS)
        return rc;
    log_info("job_restored", "id", id, NULL);
    return delayed_jobs_wake(walk->redis, &walk->worker->queue, id);
}

static int restore_jobs(struct walk *walk)
{
    if (walk->count == 0)
        return 0;
    qsort(walk->list, walk->count, sizeof *walk->list, reconcile_compare);
    int rc = delayed_jobs_each(walk->redis, &walk->worker->queue, note_job, walk);
    for (size_t i = 0; rc == 0 && i < walk->count; i++) {
        if (!walk->list[i].has_job)
            rc = queue(walk, walk->list[i].id);
    }
    return rc;
}

/* Expired uploads go first. */
static int sweep(struct walk *walk)
{
    struct sweep_redis news = {walk->redis, walk->worker->config.redis_prefix};
    struct sweep s = {.store = walk->worker->store,
                      .config = &walk->worker->config,
                      .tell = sweep_tell_redis,
                      .change = sweep_tell_redis,
                      .arg = &news};

    return sweep_run(&s);
}

static int walk_once(struct walk *walk)
{
    const struct worker *w = walk->worker;

    /* Before the next walk is due. */
    walk->receiving.deadline_ms = clock_mono_ms() + w->config.reconcile_interval_ms * 3 / 4;
    walk->count = 0;
    int rc = sweep(walk);
    if (rc == 0)
        rc = known_spools_forget(walk->redis, w->config.redis_prefix, w->spool,
                                 clock_wall_ms() - HOST_GONE_MS);
    if (rc == 0)
        rc = store_each(w->store, reconcile_visit, walk);
    if (rc == 0)
        rc = restore_jobs(walk);
    return rc == 0 ? put_back_run(&walk->receiving) : rc; /* last, because it is slow */
}

int reconcile_run(const struct worker *w, bool at_start, char *cursor)
{
    struct walk walk = {.worker = w};
    int rc = redis_new(&w->redis, (int)w->config.redis_timeout_ms, &walk.redis);
    if (rc == 0)
        rc = elect(&walk);
    walk.receiving = (struct put_back){.redis = walk.redis,
                                       .store = w->store,
                                       .prefix = w->config.redis_prefix,
                                       .rate = w->config.restore_rate,
                                       .cursor = cursor,
                                       .waits = w->drain};
    if (rc == ERR_LOCKED && (at_start || w->drain)) /* the walk is required then */
        rc = 0;
    if (rc == 0)
        rc = walk_once(&walk);
    while (rc == 0 && w->drain && cursor[0] != '\0')
        rc = walk_once(&walk);
    put_back_free(&walk.receiving);
    free(walk.list);
    redis_free(&walk.redis);
    return rc == ERR_LOCKED ? 0 : rc;
}
