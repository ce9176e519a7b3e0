/* SPDX-License-Identifier: MIT */
/*
 * Where all documents go, those of events and those that were read: it prints what is wanted, and
 * notes which uploads have not ended.
 */
#ifndef LOADLINE_EVENT_SINK_H
#define LOADLINE_EVENT_SINK_H

#include "cli/common/cli.h"
#include "cli/events/event_filter.h"
#include "cli/events/line_output.h"
#include "cli/events/unfinished.h"

struct event_sink {
    struct cli *cli; /* opened */
    struct event_filter filter;
    struct line_output out;
    struct unfinished unfinished;
    int64_t updated_at_ms; /* of the document that was taken last; 0: it had none */
};

/* Takes the document of an upload; an invalid one is left out. 0; ERR_REDIS if its owner cannot be
 * asked for; ERR_INTERRUPTED if nothing more can be printed. */
int event_sink_take(struct event_sink *s, const char *id, const char *text, size_t len);

/* Reads the owners of at most 64 uploads of one shard at once, before their documents are taken.
 * Does nothing without a filter for owners. 0 or ERR_REDIS. */
int event_sink_learn_owners(struct event_sink *s, size_t shard, const char *const *ids, size_t n);

#endif
