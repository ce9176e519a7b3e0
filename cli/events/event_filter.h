/* SPDX-License-Identifier: MIT */
/*
 * Which events `loadline events` prints: by the state, and by the owner of the upload, which only
 * Redis knows.
 */
#ifndef LOADLINE_EVENT_FILTER_H
#define LOADLINE_EVENT_FILTER_H

#include <stdbool.h>

struct event_filter {
    unsigned states;   /* bits of enum state; 0: all */
    const char *owner; /* NULL: all */
};

/* Takes a list of states with commas in between. Returns false after the reason was printed. */
bool event_filter_read_states(struct event_filter *f, const char *list);

/* Whether events of that state are wanted. */
bool event_filter_wants_state(const struct event_filter *f, int state);

/* Whether uploads of that owner are wanted; NULL: it has none. */
bool event_filter_wants_owner(const struct event_filter *f, const char *owner);

#endif
