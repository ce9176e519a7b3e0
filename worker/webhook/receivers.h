/* SPDX-License-Identifier: MIT */
/*
 * The state of the webhooks' receivers, as the jobs of one worker found them. Only one job at a
 * time tries an unreachable receiver, with growing pauses, and the others wait without a process.
 * The worker shares this memory with its jobs.
 */
#ifndef LOADLINE_RECEIVERS_H
#define LOADLINE_RECEIVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct receivers;

enum receiver_end {
    RECEIVER_ANSWERED,
    RECEIVER_AWAY,    /* no answer, or one that means "unavailable" */
    RECEIVER_UNASKED, /* we ended the request */
};

struct receiver_request {
    const char *url; /* scheme, host and port identify the receiver */
    int64_t timeout_ms;
    int64_t retry_after_ms; /* pause after the first failure; doubles with each further one */
    bool last_try;          /* try even an unreachable receiver */
};

/* Creates the state for jobs at places 0 to places - 1; requests is the number of requests in
 * progress at once. The caller owns it. NULL when out of memory. */
struct receivers *receivers_new(size_t places, size_t requests);
void receivers_free(struct receivers **r);

/* Call it before a request from the job at that place. Returns 0 if the job may send it; the job is
 * "out" from now on: it waits outside and occupies no slot. Otherwise returns the time in ms to
 * wait. */
int64_t receivers_enter(struct receivers *r, size_t place, const struct receiver_request *q,
                        int64_t now_ms);

/* Call it after the request. The job stays out: the rest of it is short. */
void receivers_leave(struct receivers *r, size_t place, const struct receiver_request *q,
                     enum receiver_end end, int64_t now_ms);

/* Whether the job at that place is out, and so occupies no slot. */
bool receivers_is_out(struct receivers *r, size_t place);

/* Clears the place of a job that has ended in any way. */
void receivers_forget(struct receivers *r, size_t place);

#endif
