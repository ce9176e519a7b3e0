/* SPDX-License-Identifier: MIT */
/*
 * From method and path to a handler, by a table per program. Below its base path a program knows
 * two places: the collection (the base itself) and an item ("…/REST").
 */
#ifndef LOADLINE_ROUTER_H
#define LOADLINE_ROUTER_H

#include "access.h"
#include "request.h"
#include "response.h"

#define EXCHANGE_DETAIL_MAX 512

struct gate;
struct places;
struct sender;

/* One request and its answer on their way through the handlers. */
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
    struct places *places;            /* of long requests; NULL: they are not counted */
    struct sender *place;             /* the one that this request has; NULL: none */
};

enum route_place { ROUTE_COLLECTION, ROUTE_ITEM };

struct route {
    const char *method;
    enum route_place place;
    enum access_need need; /* asked of the gate first */
    /* 0: answered; negative: not answered yet, the router sends that problem. */
    int (*handle)(struct exchange *x);
};

/* Finds and runs the handler, answers 404 and 405 (with Allow) itself, sends problems and logs
 * failures. */
void router_dispatch(const struct route *routes, size_t count, const char *base_path,
                     struct exchange *x);

/* Sets the detail of the coming problem, in which keys of uploads are masked; returns err. */
int exchange_fail(struct exchange *x, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
