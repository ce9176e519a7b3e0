/* SPDX-License-Identifier: MIT */
/*
 * Compares disk, the truth, with Redis: a complete upload that has not ended, that nobody works on and
 * whose hash is gone, was forgotten.
 */
#include "worker/reconcile.h"

#include "error.h"
#include "lock.h"
#include "log.h"
#include "progress.h"
#include "restore.h"

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

int reconcile_run(const struct worker *w)
{
    struct walk walk = {.worker = w};
    int rc = redis_new(&w->redis, (int)w->config.redis_timeout_ms, &walk.redis);
    if (rc == 0)
        rc = store_each(w->store, visit, &walk);
    redis_free(&walk.redis);
    return rc;
}
