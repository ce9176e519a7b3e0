/* SPDX-License-Identifier: MIT */
/*
 * News over plain HTTP, for clients behind proxies that block WebSockets: a stream of events
 * (Server-Sent Events, HTML standard section 9.2) at /events below live_path, and one answer at a
 * time at /poll. Each is a session, whose watches come from the query.
 */
#ifndef LOADLINE_TRANSPORT_HTTP_H
#define LOADLINE_TRANSPORT_HTTP_H

#include "config/config.h"
#include "ws/session/session.h"

struct lws;
struct transport_http;

/* Whether the path is one of these two. */
bool transport_http_is_asked(const struct config *c, const char *path);

/* Takes the request while its headers are readable. Returns 0 and sets *out, the connection's
 * state, owned by the caller; a refusal is answered too. Returns -1 if the connection must be
 * closed. */
int transport_http_open(const struct config *c, const struct authenticator *a,
                        struct sessions *sessions, struct lws *wsi, const char *path,
                        struct transport_http **out);

/* Answers a CORS preflight request (Fetch standard). Returns 0, or -1 if the connection must be
 * closed. */
int transport_http_preflight(const struct config *c, struct lws *wsi);

/* Answers a request of another method than GET and OPTIONS: 405, which pages of allowed origins can
 * read; to HEAD without the document. */
void transport_http_refuse_method(const struct config *c, struct lws *wsi, const char *path,
                                  bool is_head);

/* Call it when the socket is writable. Returns 0, or -1 when the answer is complete. */
int transport_http_write(struct transport_http *l);

/* Call it when the timer of lws_set_timer_usecs() fires. */
void transport_http_time_is_up(struct transport_http *l);

/* Frees the state of a closed connection and clears the pointer; accepts NULL. */
void transport_http_close(struct transport_http **l);

#endif
