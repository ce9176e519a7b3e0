/* SPDX-License-Identifier: MIT */
/*
 * The present state of a shard's uploads, read after its events are heard: at the start, and after
 * a gap in the events, so that no end of an upload is lost.
 */
#ifndef LOADLINE_PRESENT_STATE_H
#define LOADLINE_PRESENT_STATE_H

#include "cli/events/event_sink.h"

#include <stdint.h>

/* Notes the unfinished uploads of the shard, and prints nothing. 0 or ERR_REDIS. */
int present_state_note(struct event_sink *s, size_t shard);

/* Prints the documents of the shard's unfinished uploads; with since_ms (wall clock; 0: not) also
 * of those that were unfinished, and of those that have ended since then. 0, ERR_REDIS, or
 * ERR_INTERRUPTED as event_sink_take(), also after a signal. */
int present_state_print(struct event_sink *s, size_t shard, int64_t since_ms);

#endif
