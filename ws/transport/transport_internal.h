/* SPDX-License-Identifier: MIT */
/*
 * State shared by the stream of events (transport_sse.c), the single answer (transport_poll.c) and
 * the part that takes their requests (transport_http.c).
 */
#ifndef LOADLINE_TRANSPORT_INTERNAL_H
#define LOADLINE_TRANSPORT_INTERNAL_H

#include "base/buffer.h"
#include "ws/transport/transport_http.h"
#include "ws/transport/http_query.h"

#define TRANSPORT_HTTP_FIELDS_MAX 800 /* bytes of the lines that allow another origin to read */

struct transport_http_ops {
    const char *path; /* below live_path */
    const char *type; /* of the answer; a given Accept must allow it; NULL: any */
    /* Appends the next output to l->out, or nothing; sets l->ended with the last. */
    void (*next)(struct transport_http *l);
    void (*begin)(struct transport_http *l);
    void (*time_is_up)(struct transport_http *l);
    /* Appends the answer to a refused request. */
    void (*refuse)(struct transport_http *l, int err, const char *detail);
    void (*close)(struct transport_http *l);
};

struct transport_http_found; /* transport_poll.c */

struct transport_http {
    const struct transport_http_ops *ops;
    const struct config *config;
    struct lws *wsi;
    struct session *session; /* NULL if the request was refused */
    struct http_query query;
    struct buffer out;                      /* output, after LWS_PRE bytes of room */
    char fields[TRANSPORT_HTTP_FIELDS_MAX]; /* lines for the head of the answer */
    bool begun, ended;                      /* its head, and its last byte, were written */
    bool closing;                           /* the session has ended */
    /* of transport_poll.c */
    struct transport_http_found *found;
    struct message *site; /* or NULL: nothing new */
    size_t found_count, found_max, answered;
    bool lingers;
    bool is_late;    /* the wait is over: what is known by now is the answer */
    bool is_overdue; /* Redis has had its time to answer, too */
};

extern const struct transport_http_ops transport_http_events;
extern const struct transport_http_ops transport_http_poll;

#endif
