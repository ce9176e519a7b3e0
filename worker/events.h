/* SPDX-License-Identifier: MIT */
/*
 * Tells the events that wait in the outbox (outbox.h) to the receivers of webhooks, several at
 * once: one that hangs or is away holds up its own events only.
 */
#ifndef LOADLINE_EVENTS_H
#define LOADLINE_EVENTS_H

#include "worker/worker.h"

/* The receivers' places that sending takes: the first, and how many. */
size_t events_first_place(const struct config *c);
size_t events_places(const struct config *c);

/* Tells all that is due, until nothing is or the process is told to end; what is on its way then
 * has a moment to arrive. *due_ms_out is when something is due again, wall ms, INT64_MAX: nothing
 * waits. The signals that end a program must be blocked. ERR_NOMEM, ERR_IO. */
int events_send(const struct worker *w, int64_t *due_ms_out);

#endif
