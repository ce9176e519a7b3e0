/* SPDX-License-Identifier: MIT */
/*
 * What the stream of events (transport_sse.c) and the single answer (transport_poll.c) share with the part that
 * takes their requests (transport_http.c).
 */
#ifndef LOADLINE_TRANSPORT_INTERNAL_H
#define LOADLINE_TRANSPORT_INTERNAL_H

#include "base/buffer.h"
#include "ws/transport/transport_http.h"
#include "ws/transport/http_query.h"

#define LIVE_FIELDS_MAX 800 /* bytes of the lines that allow another origin to read */

struct live_ops {
    const char *path; /* below live_path */
    const char *type; /* of the answer, which Accept must allow where it is given; NULL: any */
    /* Writes what comes next into l->out, or nothing; sets l->ended with the last. */
    void (*next)(struct live *l);
    void (*begin)(struct live *l);
    void (*time_is_up)(struct live *l);
    /* Instead of everything else. */
    void (*refuse)(struct live *l, int err, const char *detail);
    void (*close)(struct live *l);
};

struct live_found; /* transport_poll.c */

struct live {
    const struct live_ops *ops;
    const struct config *config;
    struct lws *wsi;
    struct session *session; /* NULL where it was refused */
    struct live_query query;
    struct buffer out;            /* to be sent, after LWS_PRE bytes of room */
    char fields[LIVE_FIELDS_MAX]; /* lines for the head of the answer */
    bool begun, ended;            /* its head, and its last byte, were written */
    bool closing;                 /* the session says nothing more */
    /* of transport_poll.c */
    struct live_found *found;
    struct message *site; /* or NULL: nothing new of it */
    size_t found_count, found_max, answered;
    bool lingers, late;
};

extern const struct live_ops live_events;
extern const struct live_ops live_poll;

#endif
