/* SPDX-License-Identifier: MIT */
/*
 * The processes that a worker has running: a place per job, one for the walk through the spool, and one that tells
 * events.
 */
#ifndef LOADLINE_JOB_PROCESSES_H
#define LOADLINE_JOB_PROCESSES_H

#include "jobs/jobs.h"
#include "worker/events_process.h"
#include "worker/worker.h"

#include <sys/types.h>

enum place_state {
    PLACE_FREE,
    PLACE_RUNNING,
    PLACE_ENDED,  /* still to be acknowledged */
    PLACE_STOPPED /* its claim is still to be given back */
};

struct place {
    enum place_state state;
    pid_t pid;
    struct job job;
    int64_t renewed_ms; /* monotonic, of the claim */
};

struct crew {
    const struct worker *worker;
    struct redis **redis; /* the worker's connection, which children let go of */
    struct place *places;
    size_t
        count; /* of places: for as many jobs as there are slots, and those that are out (receivers.h) */
    size_t slots;         /* jobs at once that are not out */
    int64_t done, failed; /* jobs that have ended */
    pid_t reconciler;     /* 0: none */
    struct sender sender;
    char *cursor;    /* of ID_SIZE, which the reconcilers share: how far they came */
    bool strays;     /* a job crashed, and may have left processes */
    bool reconciled; /* once at least */
};

/* All places free. redis is borrowed. ERR_NOMEM. */
int crew_init(struct crew *c, const struct worker *w, struct redis **redis);
void crew_free(struct crew *c);

size_t crew_count(const struct crew *c, enum place_state state);

/* Any place in that state, or NULL. */
struct place *crew_find(struct crew *c, enum place_state state);

/* How many jobs take a slot. */
size_t crew_busy(const struct crew *c);

bool crew_has_slot(const struct crew *c);

/* A place for one more job, or NULL: all slots are taken. */
struct place *crew_find_slot(struct crew *c);

/* Starts a job in a free place. Where there can be no process its entry is left to be claimed again. */
void crew_start_job(struct crew *c, struct place *p, const struct job *job);

/* Starts the walk, unless one is on its way. */
void crew_start_reconcile(struct crew *c);

/* Takes note of every process that has ended. */
void crew_collect(struct crew *c);

bool crew_is_running(const struct crew *c);
void crew_signal(const struct crew *c, int signal);

#endif
