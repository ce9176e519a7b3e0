/* SPDX-License-Identifier: MIT */
/*
 * Delivers the events of the outbox. One pass visits the entries in the order of their due times
 * and starts the requests that can start; a request that ends makes room for the next pass.
 */
#include "worker/events_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "upload/pipeline.h"
#include "base/signals.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 100
#define LIST_EVERY_MS 500 /* while a request is in progress */
#define DRAFT_MS 2000     /* the draft's writer may not have its lock yet */
#define LOCKED_MS 1000    /* until a locked entry is visited again */
#define STOP_MS 1000      /* for requests in progress when the worker stops */

static bool is_told_to_stop(void)
{
    const struct timespec now = {0, 0};
    sigset_t set;

    signals_ending(&set);
    return sigtimedwait(&set, NULL, &now) > 0;
}

/* --- one entry --- */

static struct slot *find_free(struct sending *s)
{
    for (size_t i = 0; i < s->slot_count; i++)
        if (!s->slots[i].busy)
            return &s->slots[i];
    return NULL;
}

/* Locks the entry; false if it is locked or gone. */
static bool events_take(struct sending *s, const struct outbox_entry *e, int *fd_out)
{
    int rc = outbox_take(s->folder, e, fd_out);

    if (rc == ERR_LOCKED)
        events_note_due(s, clock_wall_ms() + LOCKED_MS);
    else if (rc != 0 && rc != ERR_NOT_FOUND) {
        log_error("outbox_failed", "id", e->id, "code", error_code(rc), NULL);
        (void)outbox_put_off(s->folder, e, clock_wall_ms() + EVENTS_BROKEN_MS, e->tries);
    }
    return rc == 0;
}

static void give_up_taken(struct sending *s, const struct outbox_entry *e, const char *reason)
{
    int fd = -1;

    if (!events_take(s, e, &fd))
        return;
    events_log_trace(fd);
    events_give_up(s, e, e->tries, reason);
    close(fd);
}

/* Holds the stage's events: its receiver is unreachable, or has as many requests as allowed. */
static void events_hold(struct sending *s, const struct outbox_entry *e,
                        const struct config_stage *stage, int64_t until)
{
    s->held_until[events_stage(s, stage)] = until;
    if (events_is_out_of_patience(e, stage) && s->away[events_stage(s, stage)])
        give_up_taken(s, e, "The receiver is not reachable");
    else
        events_note_due(s, until);
}

/* Tries to start the request of an entry. Returns true if the entry is finished with until the next
 * listing. */
static bool try_entry(struct sending *s, const struct outbox_entry *e,
                      const struct config_stage *stage, struct slot *slot)
{
    int fd = -1;

    slot->question = (struct receiver_request){.url = stage->notify_url,
                                               .timeout_ms = webhook_timeout_ms(stage),
                                               .retry_after_ms = stage->retry_after_ms};
    int64_t wait_ms = receivers_enter(s->worker->receivers, events_place(s, slot), &slot->question,
                                      clock_mono_ms());
    if (wait_ms > 0) {
        events_hold(s, e, stage, clock_wall_ms() + wait_ms);
        return false;
    }
    slot->entry = *e;
    slot->stage = stage;
    slot->fd = -1;
    if (events_take(s, e, &fd)) {
        slot->fd = fd;
        events_begin(s, slot);
        return true;
    }
    receivers_leave(s->worker->receivers, events_place(s, slot), &slot->question, RECEIVER_UNASKED,
                    clock_mono_ms());
    receivers_forget(s->worker->receivers, events_place(s, slot));
    return true;
}

static void recover_draft(struct sending *s, const struct outbox_entry *e)
{
    bool was_true = false;
    int fd = -1;

    if (clock_wall_ms() < e->at_ms + DRAFT_MS) {
        events_note_due(s, e->at_ms + DRAFT_MS);
        return;
    }
    if (!events_take(s, e, &fd))
        return;
    int rc = outbox_recover(s->worker->store, s->folder, e, &was_true);
    if (rc == 0)
        events_log(e, was_true ? "webhook_recovered" : "webhook_forgotten");
    events_note_due(s, rc == 0 && was_true ? e->due_ms : clock_wall_ms() + EVENTS_BROKEN_MS);
    close(fd);
}

static void events_visit(struct sending *s, struct outbox_entry *e)
{
    const struct config_stage *stage = pipeline_stage(&s->worker->config, e->stage);
    struct slot *slot = find_free(s);
    int64_t held_until = stage == NULL ? 0 : s->held_until[events_stage(s, stage)];

    if (e->is_draft)
        recover_draft(s, e);
    else if (stage == NULL || strcmp(stage->kind, "notify") != 0)
        give_up_taken(s, e, "there is no such stage");
    else if (e->due_ms > clock_wall_ms())
        events_note_due(s, e->due_ms);
    else if (held_until > clock_wall_ms())
        events_hold(s, e, stage, held_until);
    else if (slot == NULL)
        events_note_due(s, e->due_ms);
    else if (try_entry(s, e, stage, slot))
        e->id[0] = '\0';
}

/* --- all entries --- */

static bool is_on_its_way(const struct sending *s, const struct outbox_entry *e)
{
    for (size_t i = 0; i < s->slot_count; i++) {
        const struct outbox_entry *other = &s->slots[i].entry;
        if (s->slots[i].busy && other->at_ms == e->at_ms && other->due_ms == e->due_ms &&
            strcmp(other->id, e->id) == 0 && strcmp(other->stage, e->stage) == 0)
            return true;
    }
    return false;
}

/* Lists the entries again if the last listing is too old. */
static int refresh_list(struct sending *s, bool at_once)
{
    if (!at_once && clock_mono_ms() - s->listed_ms < LIST_EVERY_MS)
        return 0;
    free(s->list);
    s->list = NULL;
    s->listed_ms = clock_mono_ms();
    return outbox_list(s->folder, &s->list, &s->count);
}

static void pass(struct sending *s)
{
    s->due_ms = INT64_MAX;
    for (size_t i = 0; i < s->count; i++)
        if (s->list[i].id[0] != '\0' && !is_on_its_way(s, &s->list[i]))
            events_visit(s, &s->list[i]);
}

/* Waits until no request is in progress, or the time is over. */
static void finish(struct sending *s)
{
    int64_t end = clock_mono_ms() + STOP_MS;

    while (events_end_requests(s) > 0 && clock_mono_ms() < end)
        posts_poll(s->posts, TICK_MS);
}

static int events_send_all(struct sending *s)
{
    size_t busy = 0;

    for (;;) {
        bool is_idle = busy == 0;
        int rc = refresh_list(s, is_idle);
        if (rc != 0)
            return rc;
        pass(s);
        busy = events_end_requests(s);
        if (is_idle && busy == 0 && s->due_ms > clock_wall_ms())
            return 0;
        if (busy > 0)
            posts_poll(s->posts, TICK_MS);
        if (is_told_to_stop()) {
            finish(s);
            return 0;
        }
    }
}

int events_send(const struct worker *w, int64_t *due_ms_out)
{
    struct sending s = {.worker = w, .folder = -1, .slot_count = events_places(&w->config)};

    *due_ms_out = INT64_MAX;
    int rc = outbox_open(w->store, false, &s.folder);
    if (rc != 0)
        return rc == ERR_NOT_FOUND ? 0 : rc;
    s.posts = posts_new();
    s.slots = calloc(s.slot_count, sizeof *s.slots);
    rc = s.posts == NULL || s.slots == NULL ? ERR_NOMEM : events_send_all(&s);
    *due_ms_out = s.due_ms;
    posts_free(&s.posts);
    free(s.slots);
    free(s.list);
    close(s.folder);
    return rc;
}
