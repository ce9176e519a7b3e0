/* SPDX-License-Identifier: MIT */
/*
 * News over plain HTTP, for clients whose WebSockets do not get through: a stream of events
 * (Server-Sent Events, HTML standard section 9.2) below live_path at /events, and one answer at a
 * time at /poll. Each is a session like any other, whose watches come from the query.
 */
#ifndef LOADLINE_TRANSPORT_HTTP_H
#define LOADLINE_TRANSPORT_HTTP_H

#include "config/config.h"
#include "ws/session/session.h"

struct lws;
struct transport_http;

/* Whether this path is one of them. */
bool transport_http_is_asked(const struct config *c, const char *path);

/* Takes the request, whose headers can still be read. 0, with the connection's state; or -1 where
 * it was refused and the connection is to be closed. */
int transport_http_open(const struct config *c, const struct authenticator *a,
                        struct sessions *sessions, struct lws *wsi, const char *path,
                        struct transport_http **out);

/* Answers a browser that asks whether a page of another origin may send such a request. -1: the
 * connection is to be closed. */
int transport_http_preflight(const struct config *c, struct lws *wsi);

/* The socket can take something. -1: everything was said. */
int transport_http_write(struct transport_http *l);

/* The time asked for with lws_set_timer_usecs() has come. */
void transport_http_time_is_up(struct transport_http *l);

/* The connection is gone. NULL is fine. */
void transport_http_close(struct transport_http **l);

#endif
