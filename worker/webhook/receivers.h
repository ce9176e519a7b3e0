/* SPDX-License-Identifier: MIT */
/*
 * The receivers of webhooks, as the jobs of one worker have found them: one that is away is asked
 * by one job at a time, ever more rarely, and the others wait without a process. In memory that the
 * worker shares with its jobs.
 */
#ifndef LOADLINE_RECEIVERS_H
#define LOADLINE_RECEIVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct receivers;

enum receiver_end {
    RECEIVER_ANSWERED,
    RECEIVER_AWAY,    /* it gave no answer, or one that says so */
    RECEIVER_UNASKED, /* the request was ended from here */
};

struct receiver_request {
    const char *url; /* its scheme, host and port are the receiver */
    int64_t timeout_ms;
    int64_t retry_after_ms; /* how long it is left alone after the first failure; then twice as long
                               each time */
    bool last_try;          /* whether it is away or not */
};

/* For jobs at places 0 to places - 1, of which requests may ask receivers at once. NULL: no memory.
 */
struct receivers *receivers_new(size_t places, size_t requests);
void receivers_free(struct receivers **r);

/* The job at that place asks a receiver, if 0 is returned: it is out from now on. Else how many ms
 * it has to wait. */
int64_t receivers_enter(struct receivers *r, size_t place, const struct receiver_request *q,
                        int64_t now_ms);

/* The request is over. The job stays out: what is left of it is short. */
void receivers_leave(struct receivers *r, size_t place, const struct receiver_request *q,
                     enum receiver_end end, int64_t now_ms);

/* Whether the job at that place is out, and so takes no slot of other jobs. */
bool receivers_is_out(struct receivers *r, size_t place);

/* The job at that place has ended, however. */
void receivers_forget(struct receivers *r, size_t place);

#endif
