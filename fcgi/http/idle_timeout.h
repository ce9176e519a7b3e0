/* SPDX-License-Identifier: MIT */
/*
 * Ends requests whose sender is silent or too slow, and requests whose reader takes the answer too
 * slowly or not at all. One thread checks all requests of a program. Only time spent waiting for
 * the other side counts, never our own.
 */
#ifndef LOADLINE_IDLE_TIMEOUT_H
#define LOADLINE_IDLE_TIMEOUT_H

#include "fcgi/http/request.h"

struct idle_timeout_limits {
    int64_t idle_ms;        /* longest silence, also as a sum of pauses; 0: no limit */
    int64_t min_rate;       /* minimum in bytes/s while bytes move; 0: no limit */
    int64_t rate_window_ms; /* window over which the rate is averaged */
    int64_t head_ms;        /* longest head, and longest end of a body; 0: no limit */
};

/* State of one request between two checks; all zero at first. */
struct pace {
    unsigned serial;
    bool writing;
    int64_t moved, moved_ms;  /* bytes at the last check; when they last increased */
    int64_t bytes, waited_ms; /* both at the start of the window */
    int64_t heard_ms;         /* total wait when bytes last moved */
    int64_t paused_ms; /* sum of the pauses as long as a window, since the last window that was fast
                          enough */
};

/* Updates p from flow and returns whether the request breaks a limit at now_ms (monotonic). */
bool pace_is_broken(struct pace *p, const struct idle_timeout_limits *limits,
                    const struct request_flow *flow, int64_t now_ms);

struct idle_timeout;
struct idle_timeout_entry;

/* Starts the thread. It interrupts a request that breaks a limit, with ERR_TIMEOUT: the body only,
 * or body and answer if the answer is being written. Without limits no thread runs. The limits are
 * copied. Returns 0, ERR_NOMEM or ERR_INTERNAL. */
int idle_timeout_start(const struct idle_timeout_limits *limits, struct idle_timeout **out);

/* Watches r until idle_timeout_remove(); r is borrowed until then. Returns 0 or ERR_NOMEM. */
int idle_timeout_add(struct idle_timeout *d, struct request *r, struct idle_timeout_entry **out);

/* Stops watching and frees the entry. Clears the caller's pointer; accepts NULL. */
void idle_timeout_remove(struct idle_timeout *d, struct idle_timeout_entry **e);

/* Calls fn for each watched request, under the lock: fn must not call this module. */
void idle_timeout_each(struct idle_timeout *d, void (*fn)(struct request *r));

/* Ends the thread and frees everything. The caller has removed all entries before. Accepts NULL. */
void idle_timeout_stop(struct idle_timeout **d);

#endif
