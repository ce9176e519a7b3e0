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
#include <signal.h>
#include <stdatomic.h>

#define METHOD_MAX 16
#define REQUEST_WAKE_SIGNAL SIGURG /* ignored by default, and of no use to FastCGI */
#define REQUEST_VARIABLES_MAX 64   /* whose names are measured in advance */

/* NAME=VALUE, as the front end sent it. */
struct request_pair {
    const char *text;
    size_t name_len;
};

struct request {
    FCGX_Request native;
    struct request_pair pairs[REQUEST_VARIABLES_MAX]; /* of native.envp, from its beginning */
    size_t pair_count;
    pthread_mutex_t mutex; /* guards the fields up to reader, and native.ipcFd while end_fd is the
                              same descriptor */
    int end_fd;            /* the connection for other threads; -1: none */
    int reason;            /* error code of the interruption; 0: not interrupted */
    bool cut;              /* both directions are shut down: writing fails */
    bool reading;          /* libfcgi reads, and perhaps waits, */
    pthread_t reader;      /* in this thread */
    int64_t last_bytes;    /* that an interrupted request may still read; -1: not known yet */
    char method[METHOD_MAX];
    char *path; /* path of REQUEST_URI, owned; query points into it */
    const char *query;
    int64_t content_length;
    _Atomic unsigned serial; /* incremented with each request */
    _Atomic int64_t received;
    _Atomic int64_t written;          /* bytes of the answer that libfcgi has accepted */
    _Atomic int64_t waited_ms;        /* total wait for the other side, without the current wait */
    _Atomic int64_t waiting_since_ms; /* monotonic; 0: not waiting for the other side */
    atomic_bool writing;              /* the current wait is for the reader of the answer */
    _Atomic int64_t front_since_ms;   /* monotonic; 0: not waiting for the front end itself */
    struct body_buffer body;          /* allocated only for fast senders */
    char *unread;                     /* by request_unread(), or NULL; freed with the request */
    size_t unread_len;                /* of those, bytes to return */
};

/* Waits until the next piece of the body is available. False at its end. */
bool request_await(struct request *r);

/* Call them around every read of libfcgi that may wait. If the request is interrupted, that read
 * ends instead of waiting. request_begin_read() returns the reason of the interruption, or 0. */
int request_begin_read(struct request *r);
void request_end_read(struct request *r);

/* Call them around every wait for the other side: the reader of the answer (writing) or the sender
 * of the body. */
void request_begin_wait(struct request *r, bool writing);
void request_end_wait(struct request *r);

#endif
