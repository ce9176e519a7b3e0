/* SPDX-License-Identifier: MIT */
/*
 * The processes that a worker has running: a place per job, one for the walk through the spool, and
 * one that tells events.
 */
#ifndef LOADLINE_JOB_PROCESSES_H
#define LOADLINE_JOB_PROCESSES_H

#include "jobs/jobs.h"
#include "worker/events_process.h"
#include "worker/worker.h"

#include <sys/types.h>

enum job_slot_state {
    PLACE_FREE,
    PLACE_RUNNING,
    PLACE_ENDED,  /* still to be acknowledged */
    PLACE_STOPPED /* its claim is still to be given back */
};

struct job_slot {
    enum job_slot_state state;
    pid_t pid;
    struct job job;
    int64_t renewed_ms; /* monotonic, of the claim */
};

struct job_processes {
    const struct worker *worker;
    struct redis **redis; /* the worker's connection, which children let go of */
    struct job_slot *places;
    size_t count;         /* of places: for as many jobs as there are slots, and those that are out
                             (receivers.h) */
    size_t slots;         /* jobs at once that are not out */
    int64_t done, failed; /* jobs that have ended */
    pid_t reconciler;     /* 0: none */
    struct sender sender;
    char *cursor;    /* of ID_SIZE, which the reconcilers share: how far they came */
    bool strays;     /* a job crashed, and may have left processes */
    bool reconciled; /* once at least */
};

/* All places free. redis is borrowed. ERR_NOMEM. */
int job_processes_init(struct job_processes *c, const struct worker *w, struct redis **redis);
void job_processes_free(struct job_processes *c);

size_t job_processes_count(const struct job_processes *c, enum job_slot_state state);

/* Any place in that state, or NULL. */
struct job_slot *job_processes_find(struct job_processes *c, enum job_slot_state state);

/* How many jobs take a slot. */
size_t job_processes_busy(const struct job_processes *c);

bool job_processes_has_slot(const struct job_processes *c);

/* A place for one more job, or NULL: all slots are taken. */
struct job_slot *job_processes_find_slot(struct job_processes *c);

/* Starts a job in a free place. Where there can be no process its entry is left to be claimed
 * again. */
void job_processes_start_job(struct job_processes *c, struct job_slot *p, const struct job *job);

/* Starts the walk, unless one is on its way. */
void job_processes_start_reconcile(struct job_processes *c);

/* Takes note of every process that has ended. */
void job_processes_collect(struct job_processes *c);

bool job_processes_is_running(const struct job_processes *c);
void job_processes_signal(const struct job_processes *c, int signal);

#endif
