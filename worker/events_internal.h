/* SPDX-License-Identifier: MIT */
/*
 * What the two halves of sending share: which entries are told now (events.c), and how one is told
 * (events_request.c). Not for other modules.
 */
#ifndef LOADLINE_EVENTS_INTERNAL_H
#define LOADLINE_EVENTS_INTERNAL_H

#include "webhook/outbox_entry.h"
#include "worker/events.h"
#include "worker/webhook/webhook.h"

/* Until what could not be read or written is tried again. */
#define EVENTS_BROKEN_MS (5 * 60 * 1000)

/* One request on its way. */
struct slot {
    bool busy;
    struct outbox_entry entry;
    int fd; /* holds the entry */
    const struct config_stage *stage;
    char *body;
    struct webhook webhook;
    struct receiver_request question;
    struct http_post_answer answer;
};

struct sending {
    const struct worker *worker;
    int folder;
    struct posts *posts;
    struct slot *slots;
    size_t slot_count;
    struct outbox_entry *list;
    size_t count;
    int64_t listed_ms; /* monotonic */
    int64_t due_ms;    /* of what this pass left */
    /* Of each stage: until when, wall ms, its receiver is not asked; and whether the last try found
     * it away. */
    int64_t held_until[CONFIG_STAGES_MAX];
    bool away[CONFIG_STAGES_MAX];
};

/* The index of a stage's own fields. */
size_t events_stage(const struct sending *s, const struct config_stage *stage);

/* The place of a slot at the receivers. */
size_t events_place(const struct sending *s, const struct slot *slot);

/* Something is due then. */
void events_note_due(struct sending *s, int64_t due_ms);

bool events_is_out_of_patience(const struct outbox_entry *e, const struct config_stage *stage);

/* One line about an entry. */
void events_log(const struct outbox_entry *e, const char *what);

/* Of an entry that is taken: it is not told any more, and the log says why. */
void events_give_up(struct sending *s, const struct outbox_entry *e, const char *reason);

/* Begins the request of a slot whose entry is taken, and whose receiver may be asked. The slot is
 * busy, unless it ended at once. */
void events_begin(struct sending *s, struct slot *slot);

/* Deals with the answers that have come. How many slots are busy still. */
size_t events_end_requests(struct sending *s);

#endif
