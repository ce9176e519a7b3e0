/* SPDX-License-Identifier: MIT */
/*
 * Ends who sends nothing, or too little, and who reads nothing of the answer, or too little: one thread looks at all
 * requests of a program. Only the time in which the other side is waited for counts, never our own.
 */
#ifndef LOADLINE_IDLE_TIMEOUT_H
#define LOADLINE_IDLE_TIMEOUT_H

#include "fcgi/http/request.h"

struct deadline_limits {
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
bool pace_is_broken(struct pace *p, const struct deadline_limits *limits,
                    const struct request_flow *flow, int64_t now_ms);

struct deadline;
struct deadline_entry;

/* A request that breaks a limit is interrupted with ERR_TIMEOUT: its body, or where the answer is written, all of it.
 * Without limits there is no thread. ERR_NOMEM, ERR_INTERNAL. */
int deadline_start(const struct deadline_limits *limits, struct deadline **out);

/* Watches r from now on, until it is removed. ERR_NOMEM. */
int deadline_add(struct deadline *d, struct request *r, struct deadline_entry **out);

/* NULL is fine. */
void deadline_remove(struct deadline *d, struct deadline_entry **e);

/* Does fn with each request that is watched. */
void deadline_each(struct deadline *d, void (*fn)(struct request *r));

/* Ends the thread; nothing is watched any more. NULL is fine. */
void deadline_stop(struct deadline **d);

#endif
