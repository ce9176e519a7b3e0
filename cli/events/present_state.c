/* SPDX-License-Identifier: MIT */
/*
 * Collects ids first, because a connection has one use at a time, then reads documents in batches.
 */
#include "cli/events/present_state.h"
#include "cli/common/interrupt.h"

#include "base/error.h"
#include "progress/progress_list.h"
#include "redis/redis_shards.h"

#include <string.h>

#define BATCH 64       /* documents read at once */
#define ENDED_MAX 1000 /* of each list of ended uploads: what Redis keeps */

struct present_state {
    struct event_sink *sink;
    size_t shard, shards;
    struct unfinished ids; /* to read */
    char batch[BATCH][ID_SIZE];
    size_t count; /* in the batch */
    int err;
};

/* --- which uploads --- */

static void present_state_add(void *arg, const char *id)
{
    struct present_state *p = arg;

    (void)unfinished_add(&p->ids, id);
}

static void present_state_add_ended(void *arg, const char *id, int64_t at_ms)
{
    (void)at_ms;
    present_state_add(arg, id);
}

static void present_state_add_known(void *arg, const char *id)
{
    const struct present_state *p = arg;

    if (redis_shards_place(p->shards, id) == p->shard)
        present_state_add(arg, id);
}

static int present_state_collect(struct present_state *p, int64_t since_ms)
{
    struct redis *r = document_reader_redis(p->sink->cli->reader, p->shard);
    const char *prefix = p->sink->cli->config.redis_prefix;
    int err = progress_each_active(r, prefix, present_state_add, p);

    if (err != 0 || since_ms == 0)
        return err;
    unfinished_each(&p->sink->unfinished, present_state_add_known, p);
    err = progress_list(r, prefix, PROGRESS_ENDED, since_ms, ENDED_MAX, present_state_add_ended, p);
    return err != 0 ? err
                    : progress_list(r, prefix, PROGRESS_FAILED, since_ms, ENDED_MAX,
                                    present_state_add_ended, p);
}

/* --- their documents --- */

/* Redis may have no document of an upload that it lists: its next event adds it again. */
static void present_state_take(void *arg, const char *id, const char *json, size_t len)
{
    struct present_state *p = arg;

    if (json == NULL)
        unfinished_remove(&p->sink->unfinished, id);
    else if (p->err == 0)
        p->err = event_sink_take(p->sink, id, json, len);
}

static void present_state_flush(struct present_state *p)
{
    struct redis *r = document_reader_redis(p->sink->cli->reader, p->shard);
    const char *ids[BATCH];
    int err;

    for (size_t i = 0; i < p->count; i++)
        ids[i] = p->batch[i];
    err = interrupt_caught() ? ERR_INTERRUPTED
                             : event_sink_learn_owners(p->sink, p->shard, ids, p->count);
    if (err == 0)
        err = progress_read(r, p->sink->cli->config.redis_prefix, ids, p->count, present_state_take,
                            p);
    if (p->err == 0)
        p->err = err;
    p->count = 0;
}

static void present_state_visit(void *arg, const char *id)
{
    struct present_state *p = arg;

    if (p->err != 0)
        return;
    memcpy(p->batch[p->count++], id, ID_SIZE);
    if (p->count == BATCH)
        present_state_flush(p);
}

int present_state_print(struct event_sink *s, size_t shard, int64_t since_ms)
{
    struct present_state p = {
        .sink = s, .shard = shard, .shards = document_reader_shard_count(s->cli->reader)};

    p.err = present_state_collect(&p, since_ms);
    if (p.err == 0)
        unfinished_each(&p.ids, present_state_visit, &p);
    if (p.err == 0 && p.count > 0)
        present_state_flush(&p);
    unfinished_free(&p.ids);
    return p.err;
}

static void present_state_add_to_sink(void *arg, const char *id)
{
    struct event_sink *s = arg;

    (void)unfinished_add(&s->unfinished, id);
}

int present_state_note(struct event_sink *s, size_t shard)
{
    return progress_each_active(document_reader_redis(s->cli->reader, shard),
                                s->cli->config.redis_prefix, present_state_add_to_sink, s);
}
