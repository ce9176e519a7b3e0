/* SPDX-License-Identifier: MIT */
/*
 * One job, from its claim to the end of the upload's processing, in a process of its own.
 */
#ifndef LOADLINE_JOB_H
#define LOADLINE_JOB_H

#include "base/trace_context.h"
#include "jobs/jobs.h"
#include "worker/worker.h"

/* What the worker does with the job's entry in the stream; also the process's exit status. */
enum job_end {
    JOB_FINISHED = 0, /* nothing is left to do: acknowledge it */
    JOB_DONE = 13,    /* the same, and the processing just succeeded */
    JOB_FAILED = 14,  /* the same, and the processing just failed */
    JOB_STOPPED = 11, /* told to stop: another worker may begin at once */
    JOB_DELAYED = 12, /* waits; delaying it acknowledged its entry */
    JOB_LEFT = 10,    /* leave the entry: it is claimed again later, or another worker has it */
};

/* Takes the upload's lock and runs the stages, unless the upload has ended already. Call it once
 * per process, which then exits; place is the process's place among the worker's jobs. Writes the
 * upload's traceparent once it is known. */
enum job_end job_run(const struct worker *w, const struct job *entry, size_t place,
                     char traceparent_out[TRACE_PARENT_SIZE]);

#endif
