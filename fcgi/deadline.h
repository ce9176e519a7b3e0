/* SPDX-License-Identifier: MIT */
/*
 * Ends senders that send nothing, or too little: one thread looks at all requests of a program. Only
 * the time in which a sender is waited for counts, never our own.
 */
#ifndef LOADLINE_DEADLINE_H
#define LOADLINE_DEADLINE_H

#include "request.h"

struct deadline_limits {
    int64_t idle_ms;        /* longest silence; 0: none */
    int64_t min_rate;       /* bytes/s; 0: none */
    int64_t rate_window_ms; /* that min_rate is averaged over */
};

/* What is remembered of one request between two looks; all zero at first. */
struct pace {
    unsigned serial;
    int64_t since_ms, bytes; /* when the window began, and with how many bytes */
};

/* Whether the request breaks a limit at now_ms. */
bool pace_is_broken(struct pace *p, const struct deadline_limits *limits,
                    const struct request_flow *flow, int64_t now_ms);

struct deadline;

/* Watches count requests until deadline_stop(); each that breaks a limit is interrupted with ERR_TIMEOUT.
 * Without limits there is no thread. requests must outlive it. ERR_NOMEM, ERR_INTERNAL. */
int deadline_start(const struct deadline_limits *limits, struct request **requests, size_t count,
                   struct deadline **out);

/* Ends the thread. NULL is fine. */
void deadline_stop(struct deadline **d);

#endif
