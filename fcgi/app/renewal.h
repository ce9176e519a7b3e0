/* SPDX-License-Identifier: MIT */
/*
 * Reloads changed settings. If a process manager started the FastCGI program, the program ends
 * between two requests and its successor reads the new settings. It does not end if it could not
 * start with them, or if they name another number of shards: the relay and the worker would still
 * look for its uploads elsewhere.
 */
#ifndef LOADLINE_RENEWAL_H
#define LOADLINE_RENEWAL_H

#include "service/startup.h"

#include <stdatomic.h>
#include <stdint.h>

struct renewal_options {
    const struct startup *program;
    const struct config *config; /* the settings in use */
    /* Whether the program could start with the fresh settings; logs the reason if not. */
    bool (*is_usable)(const struct config *running, const struct config *fresh);
    bool managed; /* a process manager restarts the program when it ends */
};

struct renewal {
    struct renewal_options options;
    int64_t looked_ms;     /* monotonic */
    int64_t due_ms;        /* when the end became due, monotonic; 0: not due */
    uint64_t seen, judged; /* versions of the files: at the last check, and last read */
    atomic_bool broken;    /* whether the version last read is unusable */
};

/* Starts with the settings in use as the known version. The options are copied, their pointers
 * borrowed. */
void renewal_init(struct renewal *r, const struct renewal_options *o);

/* Checks the files, at most once a second. Returns since when the process should end (monotonic,
 * ms), or 0. Not thread-safe. */
int64_t renewal_look(struct renewal *r, int64_t now_ms);

/* "current", "changed" (a restart would load new settings) or "broken" (a restart would fail).
 * Thread-safe. */
const char *renewal_word(struct renewal *r);

#endif
