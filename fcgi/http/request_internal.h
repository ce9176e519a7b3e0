/* SPDX-License-Identifier: MIT */
/*
 * What request.c, request_body.c and request_flow.c share. Not for other modules.
 */
#ifndef LOADLINE_REQUEST_INTERNAL_H
#define LOADLINE_REQUEST_INTERNAL_H

#include "fcgi/http/body_buffer.h"
#include "fcgi/http/request_native.h"

#include <fcgiapp.h>
#include <pthread.h>
#include <stdatomic.h>

#define METHOD_MAX 16

struct request {
    FCGX_Request native;
    pthread_mutex_t
        mutex;  /* guards what follows, and the life of native.ipcFd while they are one */
    int end_fd; /* by which other threads end it; -1: there is nothing to end */
    int reason; /* why it was interrupted, 0: it was not */
    bool cut;   /* both ways: nothing more can be written */
    char method[METHOD_MAX];
    char *path; /* of REQUEST_URI, owned */
    const char *query;
    int64_t content_length;
    _Atomic unsigned serial; /* of the request; one more with each */
    _Atomic int64_t received;
    _Atomic int64_t written;          /* bytes of the answer that libfcgi took */
    _Atomic int64_t waited_ms;        /* for the other side, without the wait that lasts */
    _Atomic int64_t waiting_since_ms; /* monotonic; 0: not waiting for the other side */
    atomic_bool writing;              /* that wait is for somebody who reads */
    _Atomic int64_t front_since_ms;   /* monotonic; 0: not waiting for the front end's own words */
    struct body_buffer body;          /* with bytes of fast senders only */
};

/* Has the stream hold the next piece of the body; waits for it. False at its end. */
bool request_await(struct request *r);

/* Around everything that waits for the other side: for somebody who reads, or who sends. */
void request_begin_wait(struct request *r, bool writing);
void request_end_wait(struct request *r);

#endif
