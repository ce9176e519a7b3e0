/* SPDX-License-Identifier: MIT */
/*
 * Reads documents in one round trip for each shard, then reads restored ones again.
 */
#include "upkeep/document_reader.h"

#include "upkeep/doubt.h"
#include "base/error.h"
#include "config/config_redis.h"
#include "base/log.h"
#include "progress/progress.h"
#include "redis/redis_shards.h"
#include "upkeep/restore.h"
#include "spool/store.h"
#include "spool/store_settings.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Shared by all threads: bits of the shards whose failure was logged, and when to try them. */
static atomic_uint shards_away;
static struct redis_retry retries[REDIS_SHARDS_MAX];

struct document_reader {
    const struct config *config;
    struct redis_shards shards;
    size_t shard;        /* that was used last: the failure is its */
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
    struct document_reader *l = calloc(1, sizeof *l);
    if (!l)
        return ERR_NOMEM;
    l->config = c;
    int err = config_redis_open(c, &l->shards);
    redis_shards_share_retries(&l->shards, retries);
    if (err)
        document_reader_free(&l);
    *out = l;
    return err;
}

void document_reader_free(struct document_reader **l)
{
    if (!*l)
        return;
    redis_shards_free(&(*l)->shards);
    store_close(&(*l)->store);
    free(*l);
    *l = NULL;
}

const char *document_reader_failure(const struct document_reader *l)
{
    return redis_failure(l->shards.of[l->shard]);
}

void document_reader_log_failure(const struct document_reader *l)
{
    const struct redis *r = l->shards.of[l->shard];
    unsigned bit = 1U << l->shard;

    if (redis_refusal(r) != NULL)
        doubt_note(r, l->shard);
    else if ((atomic_fetch_or(&shards_away, bit) & bit) == 0)
        log_warn("redis_down", "reason", redis_failure(r), NULL);
}

static void document_reader_note_success(const struct document_reader *l)
{
    unsigned bit = 1U << l->shard;

    if ((atomic_fetch_and(&shards_away, ~bit) & bit) != 0)
        log_info("redis_up", "address", redis_server(l->shards.of[l->shard]), NULL);
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
    int err =
        progress_read(l->shards.of[l->shard], l->config->redis_prefix, ids, n, keep_document, &r);
    return err ? err : r.err;
}

struct redis *document_reader_redis(struct document_reader *l, size_t shard)
{
    l->shard = shard;
    redis_forget_refusal(l->shards.of[shard]);
    return l->shards.of[shard];
}

const struct redis_shards *document_reader_shards(struct document_reader *l, const char *id)
{
    (void)document_reader_redis(l, id != NULL ? redis_shards_place(l->shards.count, id) : 0);
    return &l->shards;
}

size_t document_reader_shard_count(const struct document_reader *l)
{
    return l->shards.count;
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
    int err = restore_upload(l->shards.of[l->shard], l->config->redis_prefix, l->store, id);
    if (err == ERR_NOT_FOUND)
        return 0;
    if (err)
        return err;
    log_info("restored", "id", id, NULL);
    return read_documents(l, &id, 1, doc);
}

/* Reads the documents of one shard. */
static int read_shard(struct document_reader *l, size_t shard, const char *const *ids, size_t n,
                      struct document *docs)
{
    struct redis *r = document_reader_redis(l, shard);
    int err = read_documents(l, ids, n, docs);

    for (size_t i = 0; !err && i < n; i++) {
        if (!docs[i].text && document_reader_store(l))
            err = restore_document(l, ids[i], &docs[i]);
    }
    if (!err)
        err = doubt_check(r, shard, document_reader_store(l), ids, n, docs);
    if (!err)
        document_reader_note_success(l);
    return err;
}

/* The documents of one shard among others. */
struct share {
    const char **ids;
    struct document *docs;
    size_t *places; /* in the whole list */
    size_t count;
};

static int share_new(struct share *s, size_t most)
{
    s->ids = calloc(most, sizeof *s->ids);
    s->docs = calloc(most, sizeof *s->docs);
    s->places = calloc(most, sizeof *s->places);
    return s->ids && s->docs && s->places ? 0 : ERR_NOMEM;
}

static void share_free(struct share *s)
{
    free(s->ids);
    free(s->docs);
    free(s->places);
}

static int read_share(struct document_reader *l, size_t shard, const char *const *ids, size_t n,
                      struct share *s, struct document *docs)
{
    s->count = 0;
    for (size_t i = 0; i < n; i++) {
        if (redis_shards_place(l->shards.count, ids[i]) != shard)
            continue;
        s->ids[s->count] = ids[i];
        s->docs[s->count] = (struct document){0};
        s->places[s->count++] = i;
    }
    int err = s->count > 0 ? read_shard(l, shard, s->ids, s->count, s->docs) : 0;
    for (size_t i = 0; i < s->count; i++)
        docs[s->places[i]] = s->docs[i];
    return err;
}

int document_reader_read(struct document_reader *l, const char *const *ids, size_t n,
                         struct document *docs)
{
    struct share s = {0};

    memset(docs, 0, n * sizeof *docs);
    if (n == 0)
        return 0;
    if (n == 1 || l->shards.count == 1)
        return read_shard(l, redis_shards_place(l->shards.count, ids[0]), ids, n, docs);
    int err = share_new(&s, n);
    for (size_t i = 0; !err && i < l->shards.count; i++)
        err = read_share(l, i, ids, n, &s, docs);
    share_free(&s);
    return err;
}

int document_reader_owner(struct document_reader *l, const char *id, char **owner_out)
{
    struct upload u;
    int err = document_reader_store(l) ? store_peek(l->store, id, &u) : ERR_NOT_FOUND;
    *owner_out = NULL;
    if (err == ERR_NOT_FOUND)
        return progress_read_owner(redis_shards_of(document_reader_shards(l, id), id),
                                   l->config->redis_prefix, id, owner_out);
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
