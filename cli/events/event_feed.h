/* SPDX-License-Identifier: MIT */
/*
 * The events of all shards. A connection that is lost is made again; then the present state tells
 * what its events would have told.
 */
#ifndef LOADLINE_EVENT_FEED_H
#define LOADLINE_EVENT_FEED_H

#include "cli/events/event_sink.h"

/* Follows the events until a signal comes (interrupt.h) or the sink ends. with_state prints the
 * present state first. 0 in both cases; ERR_REDIS if a shard is not reachable at the start, which
 * it has printed; ERR_NOMEM, ERR_SYNTAX, ERR_CONFIG. */
int event_feed_run(struct event_sink *sink, bool with_state);

#endif
