/* SPDX-License-Identifier: MIT */
/*
 * Removes expired uploads: unfinished ones and unused parts; and joins final uploads and finishes
 * whole ones that no other process has. The worker and `loadline prune` run it, and upload.fcgi
 * does if neither has run for long.
 */
#ifndef LOADLINE_SWEEP_H
#define LOADLINE_SWEEP_H

#include "config/config.h"
#include "spool/store.h"

#include <stdbool.h>

struct redis_shards;

#define SWEEP_LATE_MS (60 * 60 * 1000) /* after it, a creation starts the walk */

struct sweep {
    struct store *store;
    const struct config *config; /* its webhooks report expired uploads; NULL: no webhooks */
    bool dry_run; /* removes nothing; tell is called for what would be removed, without a token */
    /* Called for each removed upload, after its lock is released. It may take members of u. token
     * is the fence. */
    void (*tell)(void *arg, struct upload *u, const char *token);
    /* Called likewise for each final upload that the walk has joined or failed (joining.h), and for
     * each upload that it has finished (finishing.h); needs config. NULL: it leaves them alone. */
    void (*change)(void *arg, struct upload *u, const char *token);
    /* Whether the walk leaves an upload alone, because its changes cannot be told now. NULL: none.
     */
    bool (*skips)(void *arg, const char *id);
    void *arg;
    int64_t uploads, bytes; /* removed so far */
};

/* Walks the spool once. It skips uploads that are locked or not readable. A part does not expire
 * before an open final upload that needs it. Remnants of an
 * interrupted creation or removal, and of pieces whose senders died, go after an hour, without a
 * call of tell. 0 or ERR_IO. */
int sweep_run(struct sweep *s);

/* Whether the spool's last walk began longer than interval_ms ago. If so, the caller has claimed
 * the next walk. */
bool sweep_claim(struct store *s, int64_t interval_ms);

/* A tell function for programs with connections: arg is a struct sweep_redis. Changes that Redis
 * misses are lost. */
struct sweep_redis {
    const struct redis_shards *shards;
    const char *prefix;
    const bool *answers; /* which of the shards do; NULL: all. For sweep_skips_redis() */
};
void sweep_tell_redis(void *arg, struct upload *u, const char *token);

/* Skips the uploads of shards that do not answer. */
bool sweep_skips_redis(void *arg, const char *id);

#endif
