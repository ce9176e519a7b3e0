/* SPDX-License-Identifier: MIT */
/*
 * The regular walk through the spool: removes uploads whose time has passed, and finds those that
 * wait for processing while Redis has lost both them and their jobs, or that Redis has forgotten.
 */
#ifndef LOADLINE_RECONCILE_H
#define LOADLINE_RECONCILE_H

#include "worker/worker.h"

/* Walks the whole spool once, unless another worker has just done so; at the start, and with drain,
 * in any case. What Redis forgot is put back from the id after cursor (of ID_SIZE, "" at first) on,
 * for as long as there is time until the next walk; with drain the walk is repeated until all is
 * put back. Run it in a process of its own. 0 or a negative code. */
int reconcile_run(const struct worker *w, bool at_start, char *cursor);

#endif
