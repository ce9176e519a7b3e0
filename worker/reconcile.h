/* SPDX-License-Identifier: MIT */
/*
 * The periodic walk through the spool. It removes expired uploads, and restores uploads and jobs
 * that Redis has lost.
 */
#ifndef LOADLINE_RECONCILE_H
#define LOADLINE_RECONCILE_H

#include "worker/worker.h"

/* Walks the whole spool once, unless another worker has just done so; at_start and with drain
 * always. Uploads that Redis lost are restored in the order of their ids after cursor (of ID_SIZE,
 * "" at first), until the next walk is nearly due; with drain it continues until all are
 * restored. Run it in a process of its own. Returns 0 or a negative code. */
int reconcile_run(const struct worker *w, bool at_start, char *cursor);

#endif
