/* SPDX-License-Identifier: MIT */
/*
 * The worker's loop: claims jobs while there are free slots, gives each a process, renews the
 * claims and acknowledges ended jobs. It processes nothing itself and never waits for a job.
 */
#ifndef LOADLINE_RUNNER_H
#define LOADLINE_RUNNER_H

#include "worker/worker.h"

/* Runs until SIGTERM or SIGINT, or with drain until no job can be claimed. Returns 0, or a negative
 * code if it could not work at all: ERR_NOMEM, or with drain ERR_REDIS. */
int runner_run(const struct worker *w);

#endif
