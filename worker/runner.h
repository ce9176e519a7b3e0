/* SPDX-License-Identifier: MIT */
/*
 * The worker's loop: claims jobs while there are free places, gives each a process of its own,
 * keeps the claims alive and acknowledges what has ended. It does no processing itself and never
 * waits for a job.
 */
#ifndef LOADLINE_RUNNER_H
#define LOADLINE_RUNNER_H

#include "worker/worker.h"

/* Runs until SIGTERM or SIGINT, or with drain until no job can be claimed. 0, or a negative code
 * where it could not work at all: ERR_NOMEM, or with drain ERR_REDIS. */
int runner_run(const struct worker *w);

#endif
