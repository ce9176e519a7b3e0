/* SPDX-License-Identifier: MIT */
/*
 * Settings that were changed while a FastCGI program runs. Where a process manager started it, it
 * ends between two requests, and its successor has the new ones; but not for settings with which
 * that could not start.
 */
#ifndef LOADLINE_RENEWAL_H
#define LOADLINE_RENEWAL_H

#include "service/startup.h"

#include <stdatomic.h>
#include <stdint.h>

struct renewal_options {
    const struct startup *program;
    const struct config *config; /* that it runs with */
    /* Whether the program could start with these settings; logs why not. */
    bool (*is_usable)(const struct config *running, const struct config *fresh);
    bool managed; /* whoever started it starts another one */
};

struct renewal {
    struct renewal_options options;
    int64_t looked_ms;     /* monotonic */
    int64_t due_ms;        /* since when it is to end; 0: it is not */
    uint64_t seen, judged; /* versions of the files: at the last look, and last read */
    atomic_bool broken;    /* what was judged */
};

void renewal_init(struct renewal *r, const struct renewal_options *o);

/* Looks at the files, once a second. Since when the process is to end, monotonic ms; 0: it is not.
 * For one thread. */
int64_t renewal_look(struct renewal *r, int64_t now_ms);

/* From any thread: "current", "changed" (a start would bring them) or "broken" (it would fail). */
const char *renewal_word(struct renewal *r);

#endif
