/* SPDX-License-Identifier: MIT */
/*
 * The frame of a FastCGI program: the socket, the threads that serve it, and a clean end.
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
    /* As renewal.h has it. */
    bool (*is_usable)(const struct config *running, const struct config *fresh);
    const char *socket;           /* unix:/path or host:port; "" : descriptor 0 */
    int threads;                  /* at most, made on demand */
    struct sender_limits *places; /* of long requests; some of the threads remain for others */
    void *app;
    /* Adds what every answer has, refusals by the server itself too; or NULL. x->app is set. */
    void (*greet)(struct exchange *x);
    /* Answers one request, greeted before; x->app and x->thread are set. */
    void (*handle)(struct exchange *x);
    struct idle_timeout_limits limits; /* of who sends or reads; all zero: none */
    int64_t max_header;                /* bytes of all header fields of a request; 0: no limit */
    /* A context per thread; both may be NULL. */
    void *(*thread_begin)(void *app);
    void (*thread_end)(void *thread);
};

/* Serves until a signal that ends the program, which startup_begin() has blocked; with descriptor 0
 * also until its settings have changed and nobody is served, or a minute later. Then it interrupts
 * the bodies still being read (ERR_BUSY), waits for their answers, cuts those that nobody reads,
 * and returns 0. ERR_CONFIG, with the reason logged, when the socket cannot be opened. */
int server_run(const struct server_options *o);

#endif
