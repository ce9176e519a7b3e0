/* SPDX-License-Identifier: MIT */
/*
 * Runs the stages of a record: those not recorded as done, in order, and records each when it ends.
 */
#ifndef LOADLINE_JOB_STAGES_H
#define LOADLINE_JOB_STAGES_H

#include "worker/job_progress.h"
#include "worker/worker.h"

/* Belongs to the job, which holds the upload's lock. */
struct stages {
    const struct worker *worker;
    struct upload *upload;
    struct job_progress *report;
    int upload_fd; /* the upload's folder */
    size_t place;  /* the job's, in worker->receivers */
    int turn;      /* of its owner; -1: none. Returned when the job starts to wait for a receiver */
    bool out;      /* it waits for a receiver and occupies no slot */
};

/* Returns 0: all stages are done. ERR_STAGE: a stage failed; the failure is in the record but not
 * saved. STAGE_STOPPED: ended early for stop_reason(). STAGE_LATER: continue at the record's
 * wake_at, which is not saved; also if a job that waited for a receiver has stages left. Other
 * negative codes: the record could not be saved. */
int job_stages_run(struct stages *s);

/* Has the stages clean up what they have kept outside of the spool: no stage will run again. */
void job_stages_abandon(struct stages *s);

#endif
