/* SPDX-License-Identifier: MIT */
/*
 * The processes of a worker: a place per job, one for the walk through the spool, and one that
 * delivers events.
 */
#ifndef LOADLINE_JOB_PROCESSES_H
#define LOADLINE_JOB_PROCESSES_H

#include "jobs/jobs.h"
#include "worker/child_notes.h"
#include "worker/events_process.h"
#include "worker/worker.h"

#include <sys/types.h>

enum job_slot_state {
    PLACE_FREE,
    PLACE_RUNNING,
    PLACE_ENDED,  /* its entry is not acknowledged yet */
    PLACE_STOPPED /* its claim is not returned yet */
};

struct job_slot {
    enum job_slot_state state;
    pid_t pid;
    struct job job;
    size_t shard;       /* whose queue has the job */
    int64_t renewed_ms; /* of the claim, monotonic */
};

struct job_processes {
    const struct worker *worker;
    struct redis_shards *shards; /* the worker's connections, which children close */
    struct job_slot *places;
    size_t count;         /* of places: one per slot, and one per job that waits for a receiver
                             (receivers.h) */
    size_t slots;         /* jobs at once that do not wait for a receiver */
    int64_t done, failed; /* jobs that succeeded, and that failed */
    pid_t reconciler;     /* 0: none */
    struct sender sender;
    struct child_notes *notes;
    bool orphans;    /* a job crashed and may have left processes */
    bool reconciled; /* at least once */
};

/* Starts with all places free. Borrows w and shards. Returns 0 or ERR_NOMEM. */
int job_processes_init(struct job_processes *c, const struct worker *w,
                       struct redis_shards *shards);
void job_processes_free(struct job_processes *c);

/* The number of places in that state. */
size_t job_processes_count(const struct job_processes *c, enum job_slot_state state);

/* Returns any place in that state whose job is of that shard's queue, or NULL. */
struct job_slot *job_processes_find(struct job_processes *c, enum job_slot_state state,
                                    size_t shard);

/* The number of jobs that occupy a slot. */
size_t job_processes_busy(const struct job_processes *c);

/* Whether a slot is free. */
bool job_processes_has_slot(const struct job_processes *c);

/* Returns a free place for one more job, or NULL if all slots are occupied. */
struct job_slot *job_processes_find_slot(struct job_processes *c);

/* Starts a job of that shard's queue in a free place. If fork() fails, the entry is left and
 * claimed again later. */
void job_processes_start_job(struct job_processes *c, struct job_slot *p, size_t shard,
                             const struct job *job);

/* Starts the walk, unless one is in progress. */
void job_processes_start_reconcile(struct job_processes *c);

/* Collects every process that has ended. */
void job_processes_collect(struct job_processes *c);

/* Whether any process runs. */
bool job_processes_is_running(const struct job_processes *c);
/* Sends the signal to every process. */
void job_processes_signal(const struct job_processes *c, int signal);

#endif
