/* SPDX-License-Identifier: MIT */
/*
 * One request and its answer on their way through the handlers, with what the program knows about
 * the client.
 */
#ifndef LOADLINE_EXCHANGE_H
#define LOADLINE_EXCHANGE_H

#include "access/access.h"
#include "fcgi/http/request.h"
#include "fcgi/http/response.h"

#define EXCHANGE_DETAIL_MAX 512

/* Whom the path of a request names (setting host_path). */
enum exchange_host { EXCHANGE_HOST_ANY, EXCHANGE_HOST_THIS, EXCHANGE_HOST_OTHER };

struct gate;
struct sender_limits;
struct client_place;

/* Pointers are borrowed. */
struct exchange {
    struct request *request;
    struct response *response;
    void *app;                        /* the program's own context */
    void *thread;                     /* the serving thread's context */
    enum exchange_host host;          /* whose path it is */
    const char *rest;                 /* path below the base, "" for the collection */
    char detail[EXCHANGE_DETAIL_MAX]; /* detail of the problem document */
    int retry_after_s;            /* Retry-After of a temporary refusal; 0: the router's default */
    char id[33];                  /* upload id for the log, "" if unknown */
    const struct gate *gate;      /* checked before the handler; NULL: every request is refused */
    struct principal principal;   /* the client, as the gate identified it */
    struct sender_limits *places; /* places for long requests; NULL: not counted */
    struct client_place *place;   /* the place that this request occupies; NULL: none */
    bool has_created;             /* the request has created an upload */
    /* Tells why an upload is missing: ERR_NOT_FOUND, ERR_ELSEWHERE, ERR_REDIS. NULL: as the path
     * tells. */
    int (*explain_missing)(struct exchange *x);
    /* Answers an error as this client expects it, or sends nothing; NULL: a problem document. */
    void (*refuse)(struct exchange *x, int err);
};

/* Sets the detail of the problem document, with upload keys masked. Returns err. */
int exchange_fail(struct exchange *x, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
