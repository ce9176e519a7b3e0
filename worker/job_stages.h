/* SPDX-License-Identifier: MIT */
/*
 * Takes a record through its stages: those that are not recorded as done, in order, each recorded
 * when it is.
 */
#ifndef LOADLINE_JOB_STAGES_H
#define LOADLINE_JOB_STAGES_H

#include "worker/job_progress.h"
#include "worker/worker.h"

/* All of it belongs to the job, which holds the upload's lock. */
struct stages {
    const struct worker *worker;
    struct upload *upload;
    struct job_progress *report;
    int upload_fd; /* the upload's folder */
    size_t place;  /* the job's, in worker->receivers */
    int turn;      /* of its owner; -1: none. Given back when the job is out */
    bool out;      /* it takes no place of other jobs */
};

/* 0: all done. ERR_STAGE: one failed, which is noted in the record but not saved. STAGE_STOPPED:
 * ended early for stop_reason(). STAGE_LATER: to be gone on with at the record's wake_at, which is
 * not saved; also where stages are left of a job that is out. Other negative codes: the record
 * could not be saved. */
int job_stages_run(struct stages *s);

#endif
