/* SPDX-License-Identifier: MIT */
/*
 * Ends who sends nothing, or too little, and who reads nothing of the answer, or too little: one
 * thread looks at all requests of a program. Only the time in which the other side is waited for
 * counts, never our own.
 */
#ifndef LOADLINE_IDLE_TIMEOUT_H
#define LOADLINE_IDLE_TIMEOUT_H

#include "fcgi/http/request.h"

struct idle_timeout_limits {
    int64_t idle_ms;        /* longest silence, also in several pauses; 0: none */
    int64_t min_rate;       /* bytes/s, of those that are not silent; 0: none */
    int64_t rate_window_ms; /* that min_rate is averaged over */
    int64_t head_ms; /* longest head, and end of a body, however steadily they come; 0: none */
};

/* What is remembered of one request between two looks; all zero at first. */
struct pace {
    unsigned serial;
    bool writing;
    int64_t moved, moved_ms;  /* bytes, and since when there are no more */
    int64_t bytes, waited_ms; /* when the window began */
    int64_t heard_ms;         /* the wait, when something moved last */
    int64_t paused_ms;        /* in pauses as long as a window, since one in which enough moved */
};

/* Whether the request breaks a limit at now_ms. */
bool pace_is_broken(struct pace *p, const struct idle_timeout_limits *limits,
                    const struct request_flow *flow, int64_t now_ms);

struct idle_timeout;
struct idle_timeout_entry;

/* A request that breaks a limit is interrupted with ERR_TIMEOUT: its body, or where the answer is
 * written, all of it. Without limits there is no thread. ERR_NOMEM, ERR_INTERNAL. */
int idle_timeout_start(const struct idle_timeout_limits *limits, struct idle_timeout **out);

/* Watches r from now on, until it is removed. ERR_NOMEM. */
int idle_timeout_add(struct idle_timeout *d, struct request *r, struct idle_timeout_entry **out);

/* NULL is fine. */
void idle_timeout_remove(struct idle_timeout *d, struct idle_timeout_entry **e);

/* Does fn with each request that is watched. */
void idle_timeout_each(struct idle_timeout *d, void (*fn)(struct request *r));

/* Ends the thread; nothing is watched any more. NULL is fine. */
void idle_timeout_stop(struct idle_timeout **d);

#endif
