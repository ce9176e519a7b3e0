/* SPDX-License-Identifier: MIT */
/*
 * One job from its claim to the end of its upload's processing, in a process of its own.
 */
#ifndef LOADLINE_JOB_H
#define LOADLINE_JOB_H

#include "jobs/jobs.h"
#include "worker/worker.h"

/* What becomes of the job's entry in the stream; the process's exit status. */
enum job_end {
    JOB_FINISHED = 0, /* nothing left to do: acknowledge it */
    JOB_DONE = 13,    /* the same, and its processing ended now, well */
    JOB_FAILED = 14,  /* the same, and it failed now */
    JOB_STOPPED = 11, /* told to stop: somebody else may begin at once */
    JOB_PARKED = 12,  /* it waits, and its entry was acknowledged by parking it */
    JOB_LEFT = 10,    /* leave it: claimed again later, or somebody else has it */
};

/* Takes the upload's lock and the record through its stages, unless it has ended already. Called
 * once in a process, which ends then; place is that of the process among all jobs of the worker. */
enum job_end job_run(const struct worker *w, const struct job *entry, size_t place);

#endif
