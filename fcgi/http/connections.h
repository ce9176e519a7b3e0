/* SPDX-License-Identifier: MIT */
/*
 * The connections of a FastCGI program that no thread is busy with: those that are still to come,
 * those that are kept between two requests, and those whose rest is read so that the front end does
 * not lose the answer. None of them costs a thread, however many there are.
 */
#ifndef LOADLINE_CONNECTIONS_H
#define LOADLINE_CONNECTIONS_H

#include "fcgi/http/request.h"

struct connections;

enum connections_end { CONNECTIONS_STAYS, CONNECTIONS_ENDS_IDLE, CONNECTIONS_ENDS };

struct connections_options {
    int listen_fd;   /* borrowed */
    int connections; /* that it holds at most: for one more another one leaves */
    int64_t head_ms; /* how long one may say nothing before its first request */
    void *arg;
    /* A request begins on the connection, which is the callee's from then on. 0, or the door closes
     * it. */
    int (*request)(void *arg, int fd);
    /* Whether a request would have to wait now: then no connection is accepted. */
    bool (*is_full)(void *arg);
    /* Whether it is to end by itself: when nobody has begun to speak, or at once. */
    enum connections_end (*ends)(void *arg, int64_t now_ms);
};

/* ERR_NOMEM, ERR_INTERNAL. The signals that end the program must be blocked in all threads. */
int connections_new(const struct connections_options *o, struct connections **out);

/* Serves until one of those signals comes, ends() says so, or the listening socket fails: then
 * ERR_IO. */
int connections_run(struct connections *d);

/* From any thread: what a request left of its connection. */
void connections_return(struct connections *d, struct request_rest rest);

/* From any thread: has it look again whether a request would have to wait. */
void connections_wake(struct connections *d);

/* Closes all of them. NULL is fine. */
void connections_free(struct connections **d);

#endif
