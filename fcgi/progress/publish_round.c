/* SPDX-License-Identifier: MIT */
/*
 * Appends the changes to the pipeline, then reads the outcomes in order. Where counts alone were
 * not enough, or Redis did not know the script, the whole record follows.
 */
#include "fcgi/progress/publish_round.h"

#include "base/error.h"
#include "base/log.h"
#include "redis/redis_refusal.h"
#include "fcgi/progress/transfer.h"

#include <stdio.h>

#define ERROR_MAX 160 /* bytes of an answer, for the log */

/* Logs when Redis begins to refuse writes and when it accepts one again. */
static void publish_round_note_refusal(struct publish_round *r, bool taken)
{
    const char *why = redis_refusal(r->redis);

    if (why != NULL && !r->refused)
        log_warn("redis_refuses", "address", redis_server(r->redis), "reason", why, NULL);
    else if (why == NULL && r->refused && taken)
        log_info("redis_accepts", "address", redis_server(r->redis), NULL);
    r->refused = why != NULL || (r->refused && !taken);
}

/* What came of the changes of one round. */
struct round_outcome {
    bool taken;            /* any of them */
    bool answered;         /* any of them: told, or not wanted, as a later state has won */
    char error[ERROR_MAX]; /* Redis's answer to the first that it did not take; "" for none */
};

/* Logs when Redis begins to answer changes with an error, as without the right to a key (NOPERM),
 * and when it answers without an error again. */
static void publish_round_note_error(struct publish_round *r, const struct round_outcome *all)
{
    bool failing =
        all->error[0] != '\0' && redis_connected(r->redis) && redis_refusal(r->redis) == NULL;

    if (failing && !r->failing)
        log_warn("redis_error", "address", redis_server(r->redis), "reason", all->error, NULL);
    else if (r->failing && !failing && all->answered && redis_refusal(r->redis) == NULL)
        log_info("redis_accepts", "address", redis_server(r->redis), NULL);
    r->failing = failing || (r->failing && !all->answered);
}

static void publish_round_settle(const struct publish_round *r, struct transfer *t,
                                 const struct progress_outcome *o, int64_t now,
                                 struct round_outcome *all)
{
    transfer_settle(t, o, now);
    all->taken |= o->err == 0;
    /* One that is held back needs no right to the channel. */
    all->answered |= (o->err == 0 && !o->held) || o->err == ERR_SUPERSEDED || o->err == ERR_ORIGIN;
    if (o->err == ERR_REDIS && all->error[0] == '\0')
        snprintf(all->error, sizeof all->error, "%s", redis_failure(r->redis));
}

/* Reads the outcome of an appended change. True: the whole record must be sent. */
static bool take_one(struct publish_round *r, struct transfer *t, int64_t now,
                     struct round_outcome *all)
{
    struct progress_outcome o = {.err = ERR_REDIS};
    bool held = false;

    (void)progress_take(r->redis, &o);
    if (t->alias_asked) {
        int err = progress_alias_take(r->redis, &held);
        transfer_settle_alias(t, err, held, now);
    }
    if (o.err == ERR_MISSING)
        return true;
    publish_round_settle(r, t, &o, now, all);
    return false;
}

static void send_whole(struct publish_round *r, struct transfer *t, int64_t now,
                       struct round_outcome *all)
{
    struct progress_change c = transfer_change(t, now, r->interval_ms);
    struct progress_outcome o = {.err = ERR_REDIS};

    (void)progress_send(r->redis, r->prefix, &c, &o);
    publish_round_settle(r, t, &o, now, all);
}

/* Appends t's change and, if due, its alias claim. False: the pipeline takes no more. */
static bool append_change(struct publish_round *r, struct transfer *t, int64_t now)
{
    struct progress_change c = transfer_change(t, now, r->interval_ms);

    t->alias_asked = false;
    if (progress_append(r->redis, r->prefix, &c) != 0)
        return false;
    if (transfer_alias_due(t, now, r->alias_ttl_ms)) {
        struct progress_alias a = transfer_alias(t, r->alias_ttl_ms);
        t->alias_asked = progress_alias_append(r->redis, r->prefix, &a) == 0;
    }
    return true;
}

/* While Redis refuses writes, one change is enough to probe it. */
void publish_round_send(struct publish_round *r, struct transfer **batch, size_t n, int64_t now)
{
    size_t most = r->refused ? 1 : n, sent = 0, missing = 0;
    struct round_outcome all = {0};

    redis_forget_refusal(r->redis);
    while (sent < most && append_change(r, batch[sent], now))
        sent++;
    for (size_t i = 0; i < sent; i++)
        if (take_one(r, batch[i], now, &all))
            batch[missing++] = batch[i];
    for (size_t i = 0; i < missing; i++)
        send_whole(r, batch[i], now, &all);
    publish_round_note_error(r, &all);
    publish_round_note_refusal(r, all.taken);
}
