/* SPDX-License-Identifier: MIT */
/*
 * Encodes a change of counts alone as the arguments of received.lua. The head of that script lists
 * them in order.
 */
#ifndef LOADLINE_PROGRESS_RECEIVED_H
#define LOADLINE_PROGRESS_RECEIVED_H

#include "progress/progress_encode.h"

#include <stdbool.h>

#define PROGRESS_RECEIVED_KEYS 3
#define PROGRESS_RECEIVED_ARGS (PROGRESS_RECEIVED_KEYS + 8)

/* Whether a change may take the short way: its sender sends bytes, and its caller believes that
 * Redis knows the rest of the record. */
bool progress_received_is_enough(const struct progress_change *c);

/* Writes the arguments of the short way, which borrow from the long way's call for such a change.
 */
void progress_received_make(const struct progress_call *call,
                            const char *argv_out[PROGRESS_RECEIVED_ARGS]);

#endif
