/* SPDX-License-Identifier: MIT */
/*
 * Sends one entry and records the result, on disk before the entry's lock is released. The pause
 * after a failed try is retry_after at first and doubles each time.
 */
#include "worker/events_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "progress/stats.h"
#include "upload/pipeline.h"
#include "worker/stages/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t events_first_place(const struct config *c)
{
    return (size_t)(c->workers + c->notify_requests);
}

size_t events_places(const struct config *c)
{
    return (size_t)c->notify_requests;
}

size_t events_place(const struct sending *s, const struct slot *slot)
{
    return events_first_place(&s->worker->config) + (size_t)(slot - s->slots);
}

size_t events_stage(const struct sending *s, const struct config_stage *stage)
{
    return (size_t)(stage - s->worker->config.stages);
}

void events_note_due(struct sending *s, int64_t due_ms)
{
    if (due_ms < s->due_ms)
        s->due_ms = due_ms;
}

/* --- how an entry ends --- */

void events_log(const struct outbox_entry *e, const char *what)
{
    log_info(what, "id", e->id, "webhook", event_name(e->event), "stage", e->stage, NULL);
}

/* A result that could not be recorded would lead to another delivery at once. */
static void check_recorded(struct sending *s, const struct outbox_entry *e, int rc)
{
    const struct config_stage *stage = pipeline_stage(&s->worker->config, e->stage);

    if (rc == 0)
        return;
    log_error("outbox_failed", "id", e->id, "code", error_code(rc), NULL);
    if (stage != NULL)
        s->held_until[events_stage(s, stage)] = clock_wall_ms() + EVENTS_BROKEN_MS;
}

void events_log_trace(int fd)
{
    struct upload u;

    if (outbox_load(fd, &u) != 0)
        return;
    trace_parent_log(u.id, u.traceparent);
    upload_free(&u);
}

static void events_count(bool is_sent, int requests)
{
    stats_add(is_sent ? STAT_WEBHOOKS_SENT : STAT_WEBHOOKS_GIVEN_UP, 1);
    stats_observe(STAT_WEBHOOK_ATTEMPTS, NULL, requests);
}

void events_give_up(struct sending *s, const struct outbox_entry *e, int requests,
                    const char *reason)
{
    events_count(false, requests);
    log_warn("webhook_given_up", "id", e->id, "webhook", event_name(e->event), "stage", e->stage,
             "reason", reason, NULL);
    check_recorded(s, e, outbox_remove(s->folder, e));
}

bool events_is_out_of_patience(const struct outbox_entry *e, const struct config_stage *stage)
{
    return clock_wall_ms() >= e->at_ms + stage->patience_ms;
}

/* is_sent: the request of this try went out. */
static void events_request_put_off(struct sending *s, const struct outbox_entry *e,
                                   const struct config_stage *stage, bool is_sent,
                                   const char *reason)
{
    int64_t now = clock_wall_ms();

    if (events_is_out_of_patience(e, stage)) {
        events_give_up(s, e, e->tries + is_sent, reason);
        return;
    }
    int64_t due = now + stage_pause_ms(stage, e->tries);
    if (due > e->at_ms + stage->patience_ms)
        due = e->at_ms + stage->patience_ms;
    log_info("webhook_put_off", "id", e->id, "webhook", event_name(e->event), "stage", e->stage,
             "reason", reason, "pause_ms", LOG_INT(due - now), NULL);
    events_note_due(s, due);
    check_recorded(s, e, outbox_put_off(s->folder, e, due, e->tries + 1));
}

/* --- one request --- */

static void free_slot(struct sending *s, struct slot *slot, enum receiver_end end)
{
    struct receivers *r = s->worker->receivers;
    size_t place = events_place(s, slot);

    receivers_leave(r, place, &slot->question, end, clock_mono_ms());
    receivers_forget(r, place);
    free(slot->body);
    close(slot->fd);
    *slot = (struct slot){.busy = false};
}

static void events_request_end_request(struct sending *s, struct slot *slot)
{
    char reason[WEBHOOK_REASON_MAX] = "";
    enum receiver_end end = webhook_receiver_end(&slot->answer);
    size_t stage = events_stage(s, slot->stage);
    bool is_sent = end != RECEIVER_UNASKED;

    trace_parent_log(slot->entry.id, slot->traceparent);
    if (end == RECEIVER_ANSWERED) /* the receiver takes further requests */
        s->held_until[stage] = 0;
    if (is_sent)
        s->away[stage] = end == RECEIVER_AWAY;

    switch (webhook_evaluate(&slot->answer, reason)) {
    case WEBHOOK_TAKEN:
        events_count(true, slot->entry.tries + 1);
        events_log(&slot->entry, "webhook_sent");
        check_recorded(s, &slot->entry, outbox_remove(s->folder, &slot->entry));
        break;
    case WEBHOOK_REFUSED:
        events_give_up(s, &slot->entry, slot->entry.tries + is_sent, reason);
        break;
    case WEBHOOK_LATER:
    case WEBHOOK_STOPPED:
        events_request_put_off(s, &slot->entry, slot->stage, is_sent, reason);
        break;
    }
    free_slot(s, slot, end);
}

size_t events_end_requests(struct sending *s)
{
    size_t busy = 0;

    for (size_t i = 0; i < s->slot_count; i++) {
        struct slot *slot = &s->slots[i];
        if (slot->busy && slot->answer.ended)
            events_request_end_request(s, slot);
        busy += slot->busy;
    }
    return busy;
}

/* Makes and starts the request of the entry, which is locked. */
static int begin_request(struct sending *s, struct slot *slot, char reason[WEBHOOK_REASON_MAX])
{
    const struct config *c = &s->worker->config;
    char id[EVENT_ID_SIZE];
    struct upload u;

    int rc = outbox_load(slot->fd, &u);
    if (rc != 0)
        return rc;
    memcpy(slot->traceparent, u.traceparent, sizeof slot->traceparent);
    trace_parent_log(slot->entry.id, slot->traceparent);
    event_make_id(slot->entry.event, &u, slot->entry.stage, id);
    slot->body = webhook_body(c, slot->stage, slot->entry.event, &u, slot->entry.at_ms);
    upload_free(&u);
    rc = slot->body == NULL
             ? ERR_NOMEM
             : webhook_make(slot->stage, id, slot->body, slot->traceparent, &slot->webhook, reason);
    return rc == 0 ? posts_add(s->posts, &slot->webhook.post, &slot->answer) : rc;
}

static void events_request_note_failure(struct sending *s, const struct slot *slot, int rc,
                                        const char *reason)
{
    if (rc == ERR_SYNTAX || rc == ERR_BOUND)
        events_give_up(s, &slot->entry, slot->entry.tries, "it is no record");
    else
        events_request_put_off(s, &slot->entry, slot->stage, false,
                               rc == ERR_CONFIG ? reason : error_code(rc));
}

void events_begin(struct sending *s, struct slot *slot)
{
    char reason[WEBHOOK_REASON_MAX] = "";

    slot->busy = true;
    int rc = begin_request(s, slot, reason);
    if (rc == 0)
        return;
    events_request_note_failure(s, slot, rc, reason);
    free_slot(s, slot, RECEIVER_UNASKED);
}
