/* SPDX-License-Identifier: MIT */
/*
 * One transfer as the publisher sees it: counters in, changes out.
 */
#include "transfer.h"

#include "clock.h"
#include "error.h"
#include "log.h"
#include "meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct transfer *transfer_new(struct publisher *p, const char *token)
{
    struct transfer *t = calloc(1, sizeof *t);

    if (t == NULL)
        return NULL;
    t->publisher = p;
    (void)snprintf(t->token, sizeof t->token, "%s", token == NULL ? "" : token);
    upload_init(&t->incoming);
    upload_init(&t->record);
    t->fresh = true;
    return t;
}

void transfer_free(struct transfer *t)
{
    upload_free(&t->incoming);
    upload_free(&t->record);
    free(t->scope_incoming);
    free(t->alias_incoming);
    free(t->result_incoming);
    free(t->scope);
    free(t->alias);
    free(t);
}

int transfer_attach(struct transfer *t, const struct upload *u, int64_t away_ms, int64_t now_ms)
{
    if (upload_copy(u, &t->record) != 0)
        return ERR_NOMEM;
    (void)upload_set(&t->record.fields, NULL); /* not news, and may be long */
    t->attached = t->lease = t->owed = true;
    atomic_store(&t->received, u->received);
    atomic_store(&t->last_byte_ms, now_ms);
    t->linger_ms = meter_linger_ms(away_ms);
    if (t->linger_ms > METER_IDLE_MS)
        t->sent_ms = now_ms;
    return 0;
}

void transfer_add(struct transfer *t, int64_t bytes)
{
    atomic_store_explicit(&t->last_byte_ms, clock_mono_ms(), memory_order_relaxed);
    atomic_fetch_add_explicit(&t->received, bytes, memory_order_release);
}

void transfer_hand_over(struct transfer *t, struct upload *u, bool lingers)
{
    t->incoming = *u;
    upload_init(u);
    (void)upload_set(&t->incoming.fields, NULL);
    t->has_incoming = t->ending = true;
    t->lingers = lingers;
}

bool transfer_follows(const struct transfer *t, const struct transfer *before)
{
    return before->lingers && strcmp(before->record.id, t->record.id) == 0;
}

void transfer_take_up(struct transfer *t, struct transfer *before)
{
    if (!transfer_follows(t, before))
        return;
    if (before->sent_ms > t->sent_ms)
        t->sent_ms = before->sent_ms;
    t->lease_ms = before->lease_ms;
    before->muted = true;
}

static void detach(struct transfer *t)
{
    t->attached = t->lease = t->active = false;
    t->owed = true;
}

static void swap_in(struct transfer *t)
{
    if (!t->has_incoming)
        return;
    upload_free(&t->record);
    t->record = t->incoming;
    upload_init(&t->incoming);
    t->has_incoming = false;
    t->owed = true;
    if (t->lingers)
        return;
    detach(t);
    t->muted = false;
}

/* Takes what was said about an attached sender meanwhile. */
static void take_sayings(struct transfer *t)
{
    if (t->alias_incoming != NULL) {
        free(t->scope);
        free(t->alias);
        t->scope = t->scope_incoming;
        t->alias = t->alias_incoming;
        t->scope_incoming = t->alias_incoming = NULL;
        t->alias_held = false;
        t->alias_due = t->owed = true;
    }
    if (t->result_incoming != NULL) {
        free(t->record.result);
        t->record.result = t->result_incoming;
        t->result_incoming = NULL;
        t->owed = true;
    }
}

/* Takes the counters of an attached sender. */
static void count(struct transfer *t, int64_t now)
{
    if (!t->attached)
        return;
    int64_t received = atomic_load_explicit(&t->received, memory_order_acquire);
    int64_t patience_ms = t->lingers ? t->linger_ms : METER_IDLE_MS;
    bool active = now - atomic_load(&t->last_byte_ms) < patience_ms;
    bool renew = now - t->lease_ms >= METER_LEASE_RENEW_MS;

    if (received != t->record.received || active != t->active || renew)
        t->owed = true;
    t->record.received = received;
    t->active = active;
    if (t->lingers && !active)
        detach(t);
}

bool transfer_sample(struct transfer *t, int64_t now_ms, int64_t interval_ms)
{
    bool handed = t->has_incoming && !t->lingers;

    take_sayings(t);
    swap_in(t);
    count(t, now_ms);
    return t->owed && !t->muted && (handed || meter_due(true, t->sent_ms, now_ms, interval_ms));
}

struct progress_change transfer_change(const struct transfer *t, int64_t interval_ms)
{
    return (struct progress_change){
        .upload = &t->record,
        .fence = {.writer = t->token[0] == '\0' ? NULL : t->token},
        .active = t->active,
        .lease = t->lease,
        /* The publisher's own timer is the limit; the script's is for several processes. */
        .interval_ms = interval_ms * 9 / 10,
    };
}

void transfer_settle(struct transfer *t, const struct progress_outcome *o, int64_t now_ms)
{
    if (o->err == ERR_REDIS)
        return; /* still owed */
    t->owed = o->held;
    t->sent_ms = now_ms;
    t->lease_ms = now_ms;
    if (o->err == 0)
        return;
    /* A newer sender or a later state won: this one has nothing more to say. */
    t->muted = true;
    log_debug("change_refused", "id", t->record.id, "code", error_code(o->err), NULL);
}

bool transfer_alias_due(struct transfer *t, int64_t now_ms, int64_t ttl_ms)
{
    bool old = now_ms - t->alias_ms >= ttl_ms / 3;

    t->alias_asked = t->alias != NULL && (t->alias_due || old || !t->attached);
    return t->alias_asked;
}

struct progress_alias transfer_alias(const struct transfer *t, int64_t ttl_ms)
{
    return (struct progress_alias){
        .owner = t->scope,
        .name = t->alias,
        .id = t->record.id,
        .ttl_ms = ttl_ms,
        .held = t->alias_held,
    };
}

void transfer_settle_alias(struct transfer *t, int err, bool held, int64_t now_ms)
{
    t->alias_asked = false;
    if (err != 0)
        return; /* still due */
    if (!held && !t->alias_held) {
        free(t->alias);
        t->alias = NULL;
        return;
    }
    t->alias_due = !held; /* vanished: to be claimed anew */
    t->alias_held = held;
    t->alias_ms = now_ms;
}

void transfer_owe(struct transfer *t)
{
    t->alias_due = true;
    t->owed = true;
    t->muted = false;
}
