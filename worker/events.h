/* SPDX-License-Identifier: MIT */
/*
 * Delivers the events in the outbox (outbox.h) to the receivers of webhooks, several at once. A
 * receiver that hangs or is unreachable delays only its own events.
 */
#ifndef LOADLINE_EVENTS_H
#define LOADLINE_EVENTS_H

#include "worker/worker.h"

/* The places in receivers.h that the delivery uses: the first, and their number. */
size_t events_first_place(const struct config *c);
size_t events_places(const struct config *c);

/* Delivers all due events, until none is due or the process receives SIGTERM or SIGINT; requests in
 * progress then have a moment to finish. *due_ms_out is when the next event is due, wall ms;
 * INT64_MAX: none waits. SIGTERM and SIGINT must be blocked. Returns 0, ERR_NOMEM or ERR_IO. */
int events_send(const struct worker *w, int64_t *due_ms_out);

#endif
