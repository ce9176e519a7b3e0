/* SPDX-License-Identifier: MIT */
/*
 * The walk removes what has expired, then compares disk, the truth, with Redis: a complete upload that has not ended, that nobody works on and
 * whose hash is gone, was forgotten.
 */
#include "worker/reconcile.h"

#include "error.h"
#include "lock.h"
#include "log.h"
#include "progress.h"
#include "restore.h"
#include "sweep.h"

struct walk {
    const struct worker *worker;
    struct redis *redis;
};

static bool is_waiting(struct store *s, const char *id)
{
    struct upload u;
    if (store_load(s, id, &u) != 0)
        return false;
    bool waiting = u.complete && !state_ended(u.state);
    upload_free(&u);
    return waiting && !lock_held(s, id);
}

static void note_missing(void *arg, const char *id, const char *json, size_t len)
{
    bool *missing = arg;
    (void)id;
    (void)len;
    *missing = json == NULL;
}

static int visit(void *arg, const char *id)
{
    struct walk *walk = arg;
    const char *prefix = walk->worker->config.redis_prefix;
    bool missing = false;

    if (!is_waiting(walk->worker->store, id))
        return 0;
    int rc = progress_read(walk->redis, prefix, &id, 1, note_missing, &missing);
    if (rc != 0 || !missing)
        return rc;
    rc = restore_upload(walk->redis, prefix, walk->worker->store, id);
    if (rc == 0)
        log_info("upload_restored", "id", id, NULL);
    return rc == ERR_REDIS ? rc : 0;
}

/* What has expired goes first. */
static int sweep(struct walk *walk)
{
    struct sweep_redis news = {walk->redis, walk->worker->config.redis_prefix};
    struct sweep s = {.store = walk->worker->store, .tell = sweep_tell_redis, .arg = &news};

    return sweep_run(&s);
}

int reconcile_run(const struct worker *w)
{
    struct walk walk = {.worker = w};
    int rc = redis_new(&w->redis, (int)w->config.redis_timeout_ms, &walk.redis);
    if (rc == 0)
        rc = sweep(&walk);
    if (rc == 0)
        rc = store_each(w->store, visit, &walk);
    redis_free(&walk.redis);
    return rc;
}
