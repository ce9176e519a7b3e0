/* SPDX-License-Identifier: MIT */
/*
 * The frame of a FastCGI program: socket, threads, and orderly end.
 */
#ifndef LOADLINE_SERVER_H
#define LOADLINE_SERVER_H

#include "fcgi/http/idle_timeout.h"
#include "fcgi/app/sender_limits.h"
#include "fcgi/app/renewal.h"
#include "fcgi/http/request.h"
#include "fcgi/http/exchange.h"

struct server_options {
    const char *program; /* for the log */
    const struct startup *startup;
    const struct config *config;
    /* See struct renewal_options. */
    bool (*is_usable)(const struct config *running, const struct config *fresh);
    const char *socket;           /* unix:/path or host:port; "": descriptor 0 */
    int threads;                  /* maximum, started on demand */
    struct sender_limits *places; /* for long requests; other requests keep some threads */
    void *app;
    /* Adds the fields of every answer, including the server's own refusals; may be NULL. x->app is
     * set. */
    void (*greet)(struct exchange *x);
    /* Answers one request after greet(); x->app and x->thread are set. */
    void (*handle)(struct exchange *x);
    struct idle_timeout_limits limits; /* for slow senders and readers; all zero: none */
    int64_t max_header;                /* bytes of all header fields of a request; 0: no limit */
    /* Create and free a context per thread; both may be NULL. */
    void *(*thread_begin)(void *app);
    void (*thread_end)(void *thread);
};

/* Serves until an ending signal, which startup_begin() has blocked. On descriptor 0 it also ends
 * after a change of settings, as soon as it is idle or after a minute. At the end it interrupts
 * bodies (ERR_BUSY), waits for their answers, cuts those that are not read, and returns 0. Returns
 * ERR_CONFIG, with the reason logged, if the socket cannot be opened; or ERR_NOMEM, ERR_INTERNAL,
 * ERR_IO. */
int server_run(const struct server_options *o);

#endif
