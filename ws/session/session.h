/* SPDX-License-Identifier: MIT */
/*
 * One client and what it watches, whatever transport carries it. A session holds marks of what it
 * owes and makes each message only when the transport can send it, so that a slow client costs
 * no memory and gets the newest state.
 */
#ifndef LOADLINE_SESSION_H
#define LOADLINE_SESSION_H

#include "access/authenticator.h"
#include "ws/fanout/message.h"
#include "base/network.h"
#include "ws/fanout/upload_list.h"
#include "access/client_limits.h"
#include "ws/fanout/site.h"
#include "ws/fanout/topic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum session_kind { SESSION_WEBSOCKET, SESSION_EVENTS, SESSION_POLL, SESSION_KINDS };

/* How a transport is driven. Neither call may come back into the session before it returns. */
struct transport_ops {
    enum session_kind kind;
    /* Asks for one session_next() as soon as the client can take a message. */
    void (*request_write)(void *connection);
    /* Ends the connection when session_next() has nothing more to say, or the client does not
     * listen. */
    void (*close)(void *connection, int code, const char *reason);
};

struct session_limits {
    size_t sessions;
    size_t watches; /* per session */
    int64_t beat_ms;
    const struct authenticator *authority; /* who may watch; borrowed */
    int64_t auth_ms;                       /* for a client to say who it is */
    int64_t idle_ms;                       /* without a watch or a word; 0: for ever */
    int64_t per_address, per_owner;        /* sessions; 0: no limit */
    int64_t polls_per_address;             /* of kind SESSION_POLL, counted apart */
    int64_t requests_per_s;                /* of one session, on average; 0: no limit */
};

struct session;
struct sessions;

/* 0 or ERR_NOMEM. Topics, rosters and site are borrowed. */
int sessions_new(const struct session_limits *limits, struct topics *topics,
                 struct upload_lists *rosters, struct site *site, struct sessions **out);

/* New limits, from now on. Who is over one of them stays. */
void sessions_set_limits(struct sessions *s, const struct session_limits *limits);

/* Every session must be closed. */
void sessions_free(struct sessions **s);

size_t sessions_count(const struct sessions *s);
size_t sessions_count_of(const struct sessions *s, enum session_kind kind);
const char *session_kind_name(enum session_kind kind);

/* Appends all sessions as a JSON array: who, since when, over what, and what each watches. */
void sessions_print(const struct sessions *s, struct buffer *out);

/* Beats, notices and news of the site that are due; to be called every sessions_tick_ms(). */
void sessions_tick(struct sessions *s, int64_t now_ms);
int64_t sessions_tick_ms(const struct sessions *s);

/* Whether there is news at all. Those who watch are told once when it stays away. */
void sessions_set_available(struct sessions *s, bool available, int64_t now_ms);

/* Says bye to everyone, also to those who come later; drained is called when nobody is left (which
 * may be within this call). */
void sessions_shut_down(struct sessions *s, void (*drained)(void *arg), void *arg);

/* What the handshake told of who it is: the result of identity_of_handshake(), and whose it is if
 * that is 0. */
struct session_asker {
    int err;
    struct principal principal;
    char address[NETWORK_ADDRESS_SIZE]; /* of the client; "": not known, and then not counted */
};

/* A client has come; asker NULL: nothing is known of it. ERR_TOO_MANY over the limit, ERR_NOMEM,
 * ERR_INTERNAL. */
int session_open(struct sessions *s, const struct transport_ops *ops, void *connection,
                 const struct session_asker *asker, struct session **out);

/* The connection is gone; NULL is fine. */
void session_close(struct session **s);

struct protocol_request;

/* One request, borrowed: of transports whose clients have no words of their own. */
void session_obey(struct session *s, const struct protocol_request *r);

/* One whole message of the client. */
void session_receive(struct session *s, const char *text, size_t len);

/* How often it gets a beat. */
int64_t session_beat_ms(const struct session *s);

/* The next message to send, a reference for the caller; NULL: nothing now. */
struct message *session_next(struct session *s);

/* Whether session_next() would give one. */
bool session_has_next(const struct session *s);

#endif
