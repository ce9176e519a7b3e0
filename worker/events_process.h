/* SPDX-License-Identifier: MIT */
/*
 * The worker's process that delivers the events of the outbox (events.h). It runs while any event
 * is due.
 */
#ifndef LOADLINE_EVENTS_PROCESS_H
#define LOADLINE_EVENTS_PROCESS_H

#include "worker/worker.h"

#include <sys/types.h>

struct sender {
    const struct worker *worker;
    struct redis_shards *shards; /* the worker's connections, which the process closes */
    pid_t pid;                   /* 0: none */
    int64_t *due_ms;             /* shared with the process: when an event is due, monotonic */
    int64_t seen_ns; /* the modification time of the outbox when the last process started */
};

/* Borrows both. Returns 0 or ERR_NOMEM. */
int sender_init(struct sender *s, const struct worker *w, struct redis_shards *shards);
void sender_free(struct sender *s);

/* Whether an event is due and no process runs. Cheap: called in every pass. */
bool sender_is_due(const struct sender *s);

/* Starts the process if sender_is_due(). */
void sender_tend(struct sender *s);

/* Call it when the process has ended; well: its exit status was 0. */
void sender_note_end(struct sender *s, bool well);

#endif
