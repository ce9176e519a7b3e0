/* SPDX-License-Identifier: MIT */
/*
 * The worker's process that tells the events of the outbox (events.h): it is there while any is
 * due.
 */
#ifndef LOADLINE_EVENTS_PROCESS_H
#define LOADLINE_EVENTS_PROCESS_H

#include "worker/worker.h"

#include <sys/types.h>

struct sender {
    const struct worker *worker;
    struct redis **redis; /* the worker's connection, which the process lets go of */
    pid_t pid;            /* 0: none */
    int64_t *due_ms;      /* shared with it: when something is due again, monotonic */
    int64_t seen_ns;      /* when the outbox had changed as the last one began */
};

/* ERR_NOMEM. */
int sender_init(struct sender *s, const struct worker *w, struct redis **redis);
void sender_free(struct sender *s);

/* Whether anything is due that no process is at. Cheap: asked in every pass. */
bool sender_is_due(const struct sender *s);

/* Starts the process where that is so. */
void sender_tend(struct sender *s);

/* The process has ended. */
void sender_note_end(struct sender *s, bool well);

#endif
