/* SPDX-License-Identifier: MIT */
/*
 * Shared by the two halves of the delivery: events.c selects the entries, events_request.c sends
 * one. Not for other modules.
 */
#ifndef LOADLINE_EVENTS_INTERNAL_H
#define LOADLINE_EVENTS_INTERNAL_H

#include "webhook/outbox_entry.h"
#include "worker/events.h"
#include "worker/webhook/webhook.h"

/* Time before the retry of an entry that could not be read or written. */
#define EVENTS_BROKEN_MS (5 * 60 * 1000)

/* One request in progress. */
struct slot {
    bool busy;
    struct outbox_entry entry;
    int fd; /* holds the entry's lock */
    const struct config_stage *stage;
    char *body;
    char traceparent[TRACE_PARENT_SIZE]; /* of the upload */
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
    int64_t due_ms;    /* when an entry that this pass left is due, wall ms */
    /* For each stage: until when, wall ms, its receiver gets no request; and whether the last try
     * found it unreachable. */
    int64_t held_until[CONFIG_STAGES_MAX];
    bool away[CONFIG_STAGES_MAX];
};

/* The index of a stage in held_until and away. */
size_t events_stage(const struct sending *s, const struct config_stage *stage);

/* The slot's place in receivers.h. */
size_t events_place(const struct sending *s, const struct slot *slot);

/* Lowers due_ms to this time if it is later. */
void events_note_due(struct sending *s, int64_t due_ms);

/* Whether the stage's patience for the entry has ended. */
bool events_is_out_of_patience(const struct outbox_entry *e, const struct config_stage *stage);

/* Logs one line about an entry. */
void events_log(const struct outbox_entry *e, const char *what);

/* Removes a locked entry without delivery after so many requests, and logs the reason. */
void events_give_up(struct sending *s, const struct outbox_entry *e, int requests,
                    const char *reason);

/* Names the trace of the record in the lines about the entry; fd: the locked entry. */
void events_log_trace(int fd);

/* Starts the request of a slot whose entry is locked and whose receiver may be asked. The slot
 * becomes busy, unless the request ends at once. */
void events_begin(struct sending *s, struct slot *slot);

/* Handles the answers that arrived. Returns the number of slots still busy. */
size_t events_end_requests(struct sending *s);

#endif
