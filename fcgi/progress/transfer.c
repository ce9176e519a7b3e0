/* SPDX-License-Identifier: MIT */
/*
 * One transfer in the publisher: turns counters and records into changes.
 */
#include "fcgi/progress/transfer.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "progress/stats.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAN(phase) (1U << (phase))

static const unsigned transfer_phases[TRANSFER_PHASES] = {
    [TRANSFER_NEW] =
        CAN(TRANSFER_SENDING) | CAN(TRANSFER_IDLE) | CAN(TRANSFER_PAUSED) | CAN(TRANSFER_ENDED),
    [TRANSFER_SENDING] = CAN(TRANSFER_IDLE) | CAN(TRANSFER_PAUSED) | CAN(TRANSFER_ENDED),
    [TRANSFER_IDLE] = CAN(TRANSFER_SENDING) | CAN(TRANSFER_PAUSED) | CAN(TRANSFER_ENDED),
    [TRANSFER_PAUSED] = CAN(TRANSFER_EXPIRED),
    [TRANSFER_EXPIRED] = 0,
    [TRANSFER_ENDED] = 0,
};

bool transfer_may_follow(enum transfer_phase from, enum transfer_phase to)
{
    return (transfer_phases[from] & CAN(to)) != 0;
}

static void transfer_enter(struct transfer *t, enum transfer_phase phase)
{
    assert(transfer_may_follow(t->phase, phase));
    t->phase = phase;
}

bool transfer_is_attached(const struct transfer *t)
{
    return t->phase <= TRANSFER_PAUSED;
}

bool transfer_has_left(const struct transfer *t)
{
    return t->handover != TRANSFER_KEPT || t->phase >= TRANSFER_PAUSED;
}

bool transfer_is_over(const struct transfer *t, bool stopping)
{
    bool returns = t->phase == TRANSFER_PAUSED && !stopping;

    return t->news == TRANSFER_MUTED || (t->news == TRANSFER_TOLD && !returns);
}

/* A muted transfer owes nothing. */
static void transfer_owe_change(struct transfer *t)
{
    if (t->news != TRANSFER_MUTED)
        t->news = TRANSFER_OWED;
}

struct transfer *transfer_new(struct transfer_queue *q, const char *token)
{
    struct transfer *t = calloc(1, sizeof *t);

    if (t == NULL)
        return NULL;
    t->queue = q;
    (void)snprintf(t->token, sizeof t->token, "%s", token == NULL ? "" : token);
    upload_init(&t->incoming);
    upload_init(&t->record);
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

/* Returns the ms for which a sender that has ended a request, but not the upload, counts as sending
 * after its last byte. A sender with one request per chunk comes back at a steady pace. It gets
 * twice its last pause away_ms, from TRANSFER_IDLE_MS to PROGRESS_LEASE_MS; if that pause was
 * longer than PROGRESS_LEASE_MS, only TRANSFER_IDLE_MS. */
static int64_t transfer_linger_ms(int64_t away_ms)
{
    if (away_ms > PROGRESS_LEASE_MS || 2 * away_ms < TRANSFER_IDLE_MS)
        return TRANSFER_IDLE_MS; /* a real pause, or one too short to matter */
    return 2 * away_ms < PROGRESS_LEASE_MS ? 2 * away_ms : PROGRESS_LEASE_MS;
}

/* Here `received` is all that is stored. Watchers do not tell one from the other, and the counter
 * is one number. */
static void transfer_set_record(struct transfer *t, struct upload *u)
{
    t->record = *u;
    t->record.received = upload_stored(u);
    t->record.ahead = 0;
    upload_init(u);
}

int transfer_attach(struct transfer *t, const struct upload *u, int64_t away_ms, int64_t now_ms)
{
    struct upload copy;

    if (upload_copy(u, &copy) != 0)
        return ERR_NOMEM;
    transfer_set_record(t, &copy);
    (void)upload_set(&t->record.fields, NULL); /* unchanged by a transfer, and possibly long */
    t->news = TRANSFER_OWED;
    atomic_store(&t->received, t->record.received);
    atomic_store(&t->last_byte_ms, now_ms);
    t->linger_ms = transfer_linger_ms(away_ms);
    if (t->linger_ms > TRANSFER_IDLE_MS)
        t->sent_ms = now_ms;
    return 0;
}

void transfer_add(struct transfer *t, int64_t bytes)
{
    atomic_store_explicit(&t->last_byte_ms, clock_mono_ms(), memory_order_relaxed);
    atomic_fetch_add_explicit(&t->received, bytes, memory_order_release);
}

void transfer_hand_over(struct transfer *t, struct upload *u, enum transfer_handover how)
{
    assert(!transfer_has_left(t));
    t->incoming = *u;
    upload_init(u);
    (void)upload_set(&t->incoming.fields, NULL);
    t->handover = how;
}

bool transfer_follows(const struct transfer *t, const struct transfer *before)
{
    bool left = before->handover == TRANSFER_LEFT_FOR_A_WHILE || before->phase == TRANSFER_PAUSED ||
                before->phase == TRANSFER_EXPIRED;

    return left && strcmp(before->record.id, t->record.id) == 0;
}

void transfer_take_up(struct transfer *t, struct transfer *before)
{
    if (!transfer_follows(t, before))
        return;
    if (before->sent_ms > t->sent_ms)
        t->sent_ms = before->sent_ms;
    t->lease_ms = before->lease_ms;
    before->news = TRANSFER_MUTED;
}

/* Takes the record that was handed over. An end is published even if the transfer is muted. */
static void transfer_swap_in(struct transfer *t)
{
    if (t->handover == TRANSFER_KEPT)
        return;
    upload_free(&t->record);
    transfer_set_record(t, &t->incoming);
    if (t->handover == TRANSFER_LEFT) {
        transfer_enter(t, TRANSFER_ENDED);
        t->news = TRANSFER_OWED;
    } else {
        transfer_enter(t, TRANSFER_PAUSED);
        transfer_owe_change(t);
    }
    t->handover = TRANSFER_KEPT;
}

/* Takes an alias and a result that the request thread has set. */
static void transfer_take_sayings(struct transfer *t)
{
    if (t->alias_incoming != NULL) {
        free(t->scope);
        free(t->alias);
        t->scope = t->scope_incoming;
        t->alias = t->alias_incoming;
        t->scope_incoming = t->alias_incoming = NULL;
        t->alias_held = false;
        t->alias_due = true;
        transfer_owe_change(t);
    }
    if (t->result_incoming != NULL) {
        free(t->record.result);
        t->record.result = t->result_incoming;
        t->result_incoming = NULL;
        transfer_owe_change(t);
    }
}

/* The phase of an attached sender, by the time since its last byte. */
static enum transfer_phase transfer_phase_at(const struct transfer *t, int64_t now_ms)
{
    int64_t silent_ms = now_ms - atomic_load(&t->last_byte_ms);

    if (t->phase == TRANSFER_PAUSED)
        return silent_ms < t->linger_ms ? TRANSFER_PAUSED : TRANSFER_EXPIRED;
    return silent_ms < TRANSFER_IDLE_MS ? TRANSFER_SENDING : TRANSFER_IDLE;
}

/* The first change is due at once, others after the interval. */
static bool transfer_is_due(const struct transfer *t, int64_t now_ms, int64_t interval_ms)
{
    return t->sent_ms == 0 || now_ms - t->sent_ms >= interval_ms;
}

/* Samples the counters of an attached sender. */
static void transfer_count(struct transfer *t, int64_t now_ms)
{
    if (!transfer_is_attached(t))
        return;
    int64_t received = atomic_load_explicit(&t->received, memory_order_acquire);
    enum transfer_phase phase = transfer_phase_at(t, now_ms);
    bool renew = now_ms - t->lease_ms >= TRANSFER_LEASE_RENEW_MS;

    if (received != t->record.received || phase != t->phase || renew)
        transfer_owe_change(t);
    t->record.received = received;
    if (phase != t->phase)
        transfer_enter(t, phase);
}

bool transfer_sample(struct transfer *t, int64_t now_ms, int64_t interval_ms)
{
    bool ends = t->handover == TRANSFER_LEFT;

    transfer_take_sayings(t);
    transfer_swap_in(t);
    transfer_count(t, now_ms);
    return t->news == TRANSFER_OWED && (ends || transfer_is_due(t, now_ms, interval_ms));
}

struct progress_change transfer_change(const struct transfer *t, int64_t now_ms,
                                       int64_t interval_ms)
{
    bool known = t->whole_ms != 0 && now_ms - t->whole_ms < TRANSFER_WHOLE_MS;

    return (struct progress_change){
        .upload = &t->record,
        .fence = {.writer = t->token[0] == '\0' ? NULL : t->token},
        .active = t->phase == TRANSFER_SENDING || t->phase == TRANSFER_PAUSED,
        .lease = transfer_is_attached(t),
        /* The publisher's own timer sets the interval; the limit in the script is for several
           processes. */
        .interval_ms = interval_ms * 9 / 10,
        .counts_only = known && t->phase == TRANSFER_SENDING,
    };
}

/* Measures the time until watchers can see the upload. If a later state was faster, they can too;
 * after another error they cannot. */
static void transfer_note_first(struct transfer *t, int err)
{
    bool is_there = err == 0 || err == ERR_SUPERSEDED || err == ERR_ORIGIN || err == ERR_EXISTS;

    if (!t->is_new || !is_there)
        return;
    t->is_new = false;
    stats_observe(STAT_FIRST_EVENT, NULL, clock_wall_ms() - t->record.created_at);
}

void transfer_settle(struct transfer *t, const struct progress_outcome *o, int64_t now_ms)
{
    if (o->err == ERR_REDIS)
        return; /* the change stays owed */
    t->sent_ms = now_ms;
    t->lease_ms = now_ms;
    if (o->whole)
        t->whole_ms = now_ms;
    transfer_note_first(t, o->err);
    if (o->err == 0 && t->news != TRANSFER_MUTED)
        t->news = o->held ? TRANSFER_OWED : TRANSFER_TOLD;
    if (o->err == 0)
        return;
    /* A newer sender or a later state has won: this transfer publishes nothing more. */
    t->news = TRANSFER_MUTED;
    trace_parent_log(t->record.id, t->record.traceparent);
    log_debug("change_refused", "id", t->record.id, "code", error_code(o->err), NULL);
}

bool transfer_alias_due(struct transfer *t, int64_t now_ms, int64_t ttl_ms)
{
    bool old = now_ms - t->alias_ms >= ttl_ms / 3;

    t->alias_asked = t->alias != NULL && (t->alias_due || old || !transfer_is_attached(t));
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
        return; /* the claim stays due */
    if (!held && !t->alias_held) {
        free(t->alias);
        t->alias = NULL;
        return;
    }
    t->alias_due = !held; /* the alias has vanished: claim it again */
    t->alias_held = held;
    t->alias_ms = now_ms;
}

void transfer_owe(struct transfer *t)
{
    t->alias_due = true;
    t->news = TRANSFER_OWED;
    t->whole_ms = 0;
}
