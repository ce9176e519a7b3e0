/* SPDX-License-Identifier: MIT */
/*
 * One request and its answer on their way through the handlers, and what is known of who asks.
 */
#ifndef LOADLINE_EXCHANGE_H
#define LOADLINE_EXCHANGE_H

#include "access/access.h"
#include "fcgi/http/request.h"
#include "fcgi/http/response.h"

#define EXCHANGE_DETAIL_MAX 512

struct gate;
struct sender_limits;
struct client_place;

/* The strings are borrowed, but for those that lie in it. */
struct exchange {
    struct request *request;
    struct response *response;
    void *app;                        /* the program's own context */
    void *thread;                     /* the serving thread's own context */
    const char *rest;                 /* the path below the base, "" for the collection */
    char detail[EXCHANGE_DETAIL_MAX]; /* for the problem document */
    int retry_after_s;                /* for a refusal that passes; 0: as the router has it */
    char id[33];                      /* the upload's id for the log, "" unknown */
    const struct gate *gate;          /* asked before the handler; NULL: everything is refused */
    struct principal principal;       /* who is asking, as the gate found */
    struct sender_limits *places;     /* of long requests; NULL: they are not counted */
    struct client_place *place;       /* the one that this request has; NULL: none */
};

/* Sets the detail of the coming problem, in which keys of uploads are masked; returns err. */
int exchange_fail(struct exchange *x, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
