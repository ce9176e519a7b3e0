/* SPDX-License-Identifier: MIT */
/*
 * Reads published documents, after lapse.lua has ended overdue leases.
 */
#include "progress/progress.h"

#include "base/error.h"
#include "base/log.h"
#include "progress/progress_document.h"
#include "scripts.h"
#include "upload/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 64           /* ids in one call of the script */
#define PAGE ((size_t)500) /* entries of an index per read */

struct lapse_call {
    const char *argv[2 * (BATCH + 2)];
    int keys, argc;
    char most[16], active[PROGRESS_KEY_SIZE], leases[PROGRESS_KEY_SIZE];
    char key[BATCH][PROGRESS_KEY_SIZE];
};

static void lapse_call_make(struct lapse_call *call, const char *prefix, const char *run_id,
                            const char *const *ids, size_t n)
{
    int argc = 0;

    progress_key(prefix, PROGRESS_ACTIVE, call->active);
    progress_key(prefix, PROGRESS_LEASES, call->leases);
    call->argv[argc++] = call->active;
    call->argv[argc++] = call->leases;
    for (size_t i = 0; i < n; i++) {
        progress_upload_key(prefix, ids[i], call->key[i]);
        call->argv[argc++] = call->key[i];
    }
    call->keys = argc;
    call->argv[argc++] = run_id;
    snprintf(call->most, sizeof call->most, "%d", PROGRESS_EVENT_MAX);
    call->argv[argc++] = call->most;
    for (size_t i = 0; i < n; i++)
        call->argv[argc++] = ids[i];
    call->argc = argc;
}

/* Calls the script for at most BATCH ids; *out is the list of their documents. */
static int progress_read_lapse(struct redis *r, const char *prefix, const char *const *ids,
                               size_t n, struct redis_value **out)
{
    struct lapse_call call;
    int err = redis_ensure(r); /* first, because the run id is part of the call */

    if (err != 0)
        return err;
    lapse_call_make(&call, prefix, redis_run_id(r), ids, n);
    err = redis_script(r, script_lapse, call.keys, call.argc, call.argv, NULL, out);
    if (err == 0 && redis_value_count(*out) != n) {
        redis_value_free(out);
        err = ERR_REDIS;
    }
    return err;
}

int progress_forget(struct redis *r, const char *prefix, const char *id, const char *json,
                    size_t len)
{
    char key[PROGRESS_KEY_SIZE], active[PROGRESS_KEY_SIZE], leases[PROGRESS_KEY_SIZE];
    const char *argv[] = {key, active, leases, id, json};

    progress_upload_key(prefix, id, key);
    progress_key(prefix, PROGRESS_ACTIVE, active);
    progress_key(prefix, PROGRESS_LEASES, leases);
    const size_t lens[] = {strlen(key), strlen(active), strlen(leases), strlen(id), len};
    return redis_script(r, script_forget, 3, 5, argv, lens, NULL);
}

/* Decides whether the document may be passed on. An invalid one is removed, so that it is logged
 * only once. */
static int progress_read_evaluate(struct redis *r, const char *prefix, const char *id,
                                  const struct redis_value *v, bool *good_out)
{
    const char *json = redis_value_text(v);
    size_t len = redis_value_len(v);

    *good_out = false;
    if (json == NULL)
        return 0;
    int err = progress_document_check(id, json, len);
    *good_out = err == 0;
    if (err != ERR_SYNTAX)
        return err;
    log_warn("document_refused", "id", id, NULL);
    return len > 0 ? progress_forget(r, prefix, id, json, len) : 0; /* "": lapse.lua removed it */
}

int progress_read(struct redis *r, const char *prefix, const char *const *ids, size_t n,
                  void (*fn)(void *arg, const char *id, const char *json, size_t len), void *arg)
{
    int err = 0;

    while (err == 0 && n > 0) {
        size_t batch = n < BATCH ? n : BATCH;
        struct redis_value *v = NULL;
        err = progress_read_lapse(r, prefix, ids, batch, &v);
        for (size_t i = 0; err == 0 && i < batch; i++) {
            const struct redis_value *json = redis_value_item(v, i);
            bool good;
            err = progress_read_evaluate(r, prefix, ids[i], json, &good);
            if (err == 0)
                fn(arg, ids[i], good ? redis_value_text(json) : NULL,
                   good ? redis_value_len(json) : 0);
        }
        redis_value_free(&v);
        ids += batch;
        n -= batch;
    }
    return err;
}

/* Every hash of an upload has `state`; `_owner` may be absent. */
int progress_read_owner(struct redis *r, const char *prefix, const char *id, char **owner_out)
{
    char key[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;

    *owner_out = NULL;
    progress_upload_key(prefix, id, key);
    int err = redis_commandl(r, &v, "HMGET", key, "state", PROGRESS_FIELD_OWNER, NULL);
    const char *owner = redis_value_text(redis_value_item(v, 1));
    if (err == 0 && redis_value_text(redis_value_item(v, 0)) == NULL)
        err = ERR_NOT_FOUND;
    if (err == 0 && owner != NULL && *owner != '\0' && (*owner_out = strdup(owner)) == NULL)
        err = ERR_NOMEM;
    redis_value_free(&v);
    return err;
}

int progress_read_home(struct redis *r, const char *prefix, const char *id,
                       struct progress_home *out)
{
    char key[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;

    *out = (struct progress_home){.spool = ""};
    progress_upload_key(prefix, id, key);
    int err =
        redis_commandl(r, &v, "HMGET", key, "state", PROGRESS_FIELD_SPOOL, "updated_at", NULL);
    const char *state = redis_value_text(redis_value_item(v, 0));
    const char *spool = redis_value_text(redis_value_item(v, 1));
    const char *updated_at = redis_value_text(redis_value_item(v, 2));
    if (err == 0 && state == NULL)
        err = ERR_NOT_FOUND;
    if (err == 0 && spool != NULL && spool_id_valid(spool))
        memcpy(out->spool, spool, SPOOL_ID_SIZE);
    if (err == 0) {
        int known = state_from_name(state);
        out->has_ended = known >= 0 && state_ended((enum state)known);
        out->updated_at = updated_at != NULL ? strtoll(updated_at, NULL, 10) : 0;
    }
    redis_value_free(&v);
    return err;
}

int progress_read_spool(struct redis *r, const char *prefix, const char *id,
                        char spool_out[SPOOL_ID_SIZE])
{
    struct progress_home home;
    int err = progress_read_home(r, prefix, id, &home);

    memcpy(spool_out, home.spool, SPOOL_ID_SIZE);
    return err;
}

/* Reads the first `limit` leases and the server's time in one round trip. */
static int read_leases(struct redis *r, const char *prefix, int limit, int64_t *now_out,
                       struct redis_value **leases_out)
{
    char key[PROGRESS_KEY_SIZE], last[16];
    struct redis_value *time = NULL;
    int err = redis_ensure(r);

    *leases_out = NULL;
    progress_key(prefix, PROGRESS_LEASES, key);
    snprintf(last, sizeof last, "%d", limit - 1);
    if (err == 0)
        err = redis_append(r, 1, (const char *[]){"TIME"}, NULL);
    if (err == 0)
        err = redis_append(r, 5, (const char *[]){"ZRANGE", key, "0", last, "WITHSCORES"}, NULL);
    if (err == 0)
        err = redis_next(r, &time);
    if (err == 0)
        err = redis_next(r, leases_out);
    if (err == 0 && redis_value_type(*leases_out) != REDIS_VALUE_ARRAY) {
        redis_value_free(leases_out);
        err = ERR_REDIS;
    }
    *now_out = redis_value_int(redis_value_item(time, 0)) * 1000 +
               redis_value_int(redis_value_item(time, 1)) / 1000;
    redis_value_free(&time);
    return err;
}

/* Removes a malformed id from the index: it would always come first. */
static int drop_lease(struct redis *r, const char *prefix, const struct redis_value *member)
{
    char key[PROGRESS_KEY_SIZE];
    const char *argv[] = {"ZREM", key, redis_value_text(member)};

    if (argv[2] == NULL)
        return ERR_REDIS;
    progress_key(prefix, PROGRESS_LEASES, key);
    const size_t lens[] = {strlen("ZREM"), strlen(key), redis_value_len(member)};
    return redis_command(r, 3, argv, lens, NULL);
}

static bool is_id(const struct redis_value *v)
{
    const char *text = redis_value_text(v);

    return text != NULL && redis_value_len(v) == ID_LEN && id_valid(text);
}

int progress_lapse_due(struct redis *r, const char *prefix, int limit)
{
    const char *ids[BATCH];
    struct redis_value *leases = NULL, *documents = NULL;
    int64_t now = 0;
    size_t n = 0;
    int err;

    if (limit <= 0)
        return 0;
    err = read_leases(r, prefix, limit < BATCH ? limit : BATCH, &now, &leases);
    for (size_t i = 0; err == 0 && i + 1 < redis_value_count(leases); i += 2) {
        const struct redis_value *id = redis_value_item(leases, i);
        if (!is_id(id))
            err = drop_lease(r, prefix, id);
        else if (redis_value_int(redis_value_item(leases, i + 1)) <= now)
            ids[n++] = redis_value_text(id);
    }
    if (err == 0 && n > 0)
        err = progress_read_lapse(r, prefix, ids, n, &documents);
    redis_value_free(&documents);
    redis_value_free(&leases);
    return err != 0 ? err : (int)n;
}

int progress_each_active(struct redis *r, const char *prefix, void (*fn)(void *arg, const char *id),
                         void *arg)
{
    char key[PROGRESS_KEY_SIZE], first[24], last[24];
    int err = 0;

    progress_key(prefix, PROGRESS_ACTIVE, key);
    for (size_t from = 0, n = PAGE; err == 0 && n == PAGE; from += n) {
        struct redis_value *v = NULL;
        snprintf(first, sizeof first, "%zu", from);
        snprintf(last, sizeof last, "%zu", from + PAGE - 1);
        err = redis_commandl(r, &v, "ZRANGE", key, first, last, NULL);
        n = redis_value_count(v);
        for (size_t i = 0; err == 0 && i < n; i++)
            if (is_id(redis_value_item(v, i)))
                fn(arg, redis_value_text(redis_value_item(v, i)));
        redis_value_free(&v);
    }
    return err;
}

int progress_list_active(struct redis *r, const char *prefix, int limit,
                         void (*fn)(void *arg, const char *id), void *arg)
{
    char key[PROGRESS_KEY_SIZE], last[16];
    struct redis_value *v = NULL;
    int err;

    if (limit <= 0)
        return 0;
    progress_key(prefix, PROGRESS_ACTIVE, key);
    snprintf(last, sizeof last, "%d", limit - 1);
    err = redis_commandl(r, &v, "ZREVRANGE", key, "0", last, NULL);
    for (size_t i = 0; err == 0 && i < redis_value_count(v); i++)
        if (is_id(redis_value_item(v, i)))
            fn(arg, redis_value_text(redis_value_item(v, i)));
    redis_value_free(&v);
    return err;
}
