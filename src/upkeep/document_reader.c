/* SPDX-License-Identifier: MIT */
/*
 * Reads documents in one round trip, then reads restored ones again.
 */
#include "upkeep/document_reader.h"

#include "upkeep/doubt.h"
#include "base/error.h"
#include "config/config_redis.h"
#include "base/log.h"
#include "progress/progress.h"
#include "redis/redis.h"
#include "upkeep/restore.h"
#include "spool/store.h"
#include "spool/store_settings.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Shared by all threads: a failure was logged. */
static atomic_bool redis_is_away;

struct document_reader {
    const struct config *config;
    struct redis *redis;
    struct store *store; /* NULL: not opened, or not readable */
};

/* The place of the next document. */
struct reading {
    struct document *docs;
    size_t next;
    int err;
};

int document_reader_new(const struct config *c, struct document_reader **out)
{
    struct redis_target target;
    int err = config_redis_target(c, &target);
    if (err)
        return err;
    struct document_reader *l = calloc(1, sizeof *l);
    if (!l)
        return ERR_NOMEM;
    l->config = c;
    err = redis_new(&target, (int)c->redis_timeout_ms, &l->redis);
    if (err)
        document_reader_free(&l);
    *out = l;
    return err;
}

void document_reader_free(struct document_reader **l)
{
    if (!*l)
        return;
    redis_free(&(*l)->redis);
    store_close(&(*l)->store);
    free(*l);
    *l = NULL;
}

const char *document_reader_failure(const struct document_reader *l)
{
    return redis_failure(l->redis);
}

void document_reader_log_failure(const struct document_reader *l)
{
    if (redis_refusal(l->redis) != NULL)
        doubt_note(redis_refusal(l->redis));
    else if (!atomic_exchange(&redis_is_away, true))
        log_warn("redis_down", "reason", redis_failure(l->redis), NULL);
}

static void document_reader_note_success(const struct document_reader *l)
{
    if (atomic_exchange(&redis_is_away, false))
        log_info("redis_up", "address", redis_server(l->redis), NULL);
}

static void keep_document(void *arg, const char *id, const char *json, size_t len)
{
    struct reading *r = arg;
    struct document *doc = &r->docs[r->next++];
    (void)id;
    if (!json)
        return;
    doc->text = malloc(len + 1);
    if (!doc->text) {
        r->err = ERR_NOMEM;
        return;
    }
    memcpy(doc->text, json, len);
    doc->text[len] = '\0';
    doc->len = len;
}

static int read_documents(struct document_reader *l, const char *const *ids, size_t n,
                          struct document *docs)
{
    struct reading r = {.docs = docs};
    int err = progress_read(l->redis, l->config->redis_prefix, ids, n, keep_document, &r);
    return err ? err : r.err;
}

struct redis *document_reader_redis(struct document_reader *l)
{
    redis_forget_refusal(l->redis);
    return l->redis;
}

/* The spool may appear after this program starts: upload.fcgi creates it. */
struct store *document_reader_store(struct document_reader *l)
{
    if (!l->store && l->config->spool)
        (void)store_open_configured(l->config, false, &l->store);
    return l->store;
}

/* Restores an upload that Redis lost, and reads it again. */
static int restore_document(struct document_reader *l, const char *id, struct document *doc)
{
    int err = restore_upload(l->redis, l->config->redis_prefix, l->store, id);
    if (err == ERR_NOT_FOUND)
        return 0;
    if (err)
        return err;
    log_info("restored", "id", id, NULL);
    return read_documents(l, &id, 1, doc);
}

int document_reader_read(struct document_reader *l, const char *const *ids, size_t n,
                         struct document *docs)
{
    memset(docs, 0, n * sizeof *docs);
    redis_forget_refusal(l->redis);
    int err = read_documents(l, ids, n, docs);
    for (size_t i = 0; !err && i < n; i++) {
        if (!docs[i].text && document_reader_store(l))
            err = restore_document(l, ids[i], &docs[i]);
    }
    if (!err)
        err = doubt_check(l->redis, document_reader_store(l), ids, n, docs);
    if (!err)
        document_reader_note_success(l);
    return err;
}

int document_reader_owner(struct document_reader *l, const char *id, char **owner_out)
{
    struct upload u;
    int err = document_reader_store(l) ? store_load(l->store, id, &u) : ERR_NOT_FOUND;
    *owner_out = NULL;
    if (err == ERR_NOT_FOUND)
        return progress_read_owner(l->redis, l->config->redis_prefix, id, owner_out);
    if (!err) {
        *owner_out = u.owner;
        u.owner = NULL;
        upload_free(&u);
    }
    return err;
}

void document_reader_release(struct document *docs, size_t n)
{
    for (size_t i = 0; docs && i < n; i++) {
        free(docs[i].text);
        docs[i].text = NULL;
    }
}
