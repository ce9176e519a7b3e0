/* SPDX-License-Identifier: MIT */
/*
 * The connections of a FastCGI program that no thread serves at the moment: new ones without a
 * request, those kept open between two requests, and those whose remaining body is drained so that
 * the front end does not lose the answer. None of them occupies a thread.
 */
#ifndef LOADLINE_CONNECTIONS_H
#define LOADLINE_CONNECTIONS_H

#include "fcgi/http/request.h"

struct connections;

enum connections_end { CONNECTIONS_STAYS, CONNECTIONS_ENDS_IDLE, CONNECTIONS_ENDS };

struct connections_options {
    int listen_fd;   /* borrowed */
    int connections; /* maximum number held; a further one displaces another */
    int64_t head_ms; /* longest silence before the first request */
    void *arg;
    /* A request begins on the connection. Returns 0: ownership of fd passes to the callee.
     * Otherwise the caller closes fd. */
    int (*request)(void *arg, int fd);
    /* Whether a further request would have to wait. While true, no connection is accepted. */
    bool (*is_full)(void *arg);
    /* Whether the loop goes on, ends as soon as no connection is silent, being drained or readable,
     * or ends at once. */
    enum connections_end (*ends)(void *arg, int64_t now_ms);
};

/* Creates the set of connections around the listening socket, which it makes non-blocking. Returns
 * 0, ERR_NOMEM or ERR_INTERNAL. The caller blocks the ending signals in all threads beforehand,
 * because they arrive through a signalfd. */
int connections_new(const struct connections_options *o, struct connections **out);

/* Serves until an ending signal arrives or ends() asks for the end: returns 0. Returns ERR_IO if
 * the listening socket or epoll fails. */
int connections_run(struct connections *d);

/* Takes over the connection that a request has finished with: keeps it, drains it or closes it.
 * Thread-safe. */
void connections_return(struct connections *d, struct request_rest rest);

/* Makes the loop call is_full() again. Thread-safe. */
void connections_wake(struct connections *d);

/* Closes all connections and clears the caller's pointer. Accepts NULL. The listening socket stays
 * open. */
void connections_free(struct connections **d);

#endif
