/* SPDX-License-Identifier: MIT */
/*
 * One client and its watches, over any transport. A session keeps marks of what is due and makes
 * each message only when the transport can send it, so that a slow consumer costs no memory and
 * receives the newest state.
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

/* The operations of a transport. Neither may call the session before it returns. */
struct transport_ops {
    enum session_kind kind;
    /* Asks for one session_next() as soon as the client can take a message. */
    void (*request_write)(void *connection);
    /* Ends the connection after session_next() has returned NULL, or if the client does not read.
     */
    void (*close)(void *connection, int code, const char *reason);
};

struct session_limits {
    size_t sessions;
    size_t watches; /* per session */
    int64_t beat_ms;
    const struct authenticator *authority; /* decides which clients may watch; borrowed */
    int64_t auth_ms;                       /* time for a client to authenticate */
    int64_t idle_ms;                       /* without a watch or a request; 0: unlimited */
    int64_t per_address, per_owner;        /* sessions; 0: unlimited */
    int64_t polls_per_address;             /* sessions of kind SESSION_POLL, counted apart */
    int64_t requests_per_s;                /* of one session, on average; 0: unlimited */
};

struct session;
struct sessions;

/* Borrows topics, upload lists and site; the caller owns the result. Returns 0 or ERR_NOMEM. */
int sessions_new(const struct session_limits *limits, struct topics *topics,
                 struct upload_lists *lists, struct site *site, struct sessions **out);

/* Applies new limits. Sessions that exceed one of them stay open. */
void sessions_set_limits(struct sessions *s, const struct session_limits *limits);

/* Requires that every session was closed. */
void sessions_free(struct sessions **s);

/* The numbers of open sessions: all, and those of one kind. session_kind_name() is static. */
size_t sessions_count(const struct sessions *s);
size_t sessions_count_of(const struct sessions *s, enum session_kind kind);
const char *session_kind_name(enum session_kind kind);

/* Appends all sessions as a JSON array: client, time of connection, transport, and watches. */
void sessions_print(const struct sessions *s, struct buffer *out);

/* Makes beats, notices and site messages due. Call it every sessions_tick_ms(). now_ms is
 * monotonic. */
void sessions_tick(struct sessions *s, int64_t now_ms);
int64_t sessions_tick_ms(const struct sessions *s);

/* Sets the number of shards, 1 at first; before any session is opened. */
void sessions_set_shards(struct sessions *s, size_t count);

/* Sets whether news of a shard's uploads is available. Their watchers receive one notice per
 * outage.
 */
void sessions_set_available(struct sessions *s, size_t shard, bool available, int64_t now_ms);

/* Sends `bye` to every session, also to those opened later. drained is called when no session is
 * left, possibly within this call. */
void sessions_shut_down(struct sessions *s, void (*drained)(void *arg), void *arg);

/* Identity of a client as its handshake gave it: the result of identity_of_handshake() and, if that
 * is 0, the principal. */
struct session_asker {
    int err;
    struct principal principal;
    char address[NETWORK_ADDRESS_SIZE]; /* of the client; "": unknown, and not counted */
};

/* Opens a session for a connection; asker NULL: the handshake gave no identity. The caller owns the
 * session. Returns 0, ERR_TOO_MANY over the limit, ERR_CONNECTIONS over the limit of the address,
 * ERR_NOMEM or ERR_INTERNAL. */
int session_open(struct sessions *s, const struct transport_ops *ops, void *connection,
                 const struct session_asker *asker, struct session **out);

/* Ends a session whose connection has closed, and clears the pointer; accepts NULL. */
void session_close(struct session **s);

struct protocol_request;

/* Handles one request, borrowed, for transports whose clients send no messages. */
void session_obey(struct session *s, const struct protocol_request *r);

/* Handles one whole message of the client, len bytes. */
void session_receive(struct session *s, const char *text, size_t len);

/* The interval between beats. */
int64_t session_beat_ms(const struct session *s);

/* Returns a reference, owned by the caller, to the next message to send; NULL if nothing is due, or
 * when out of memory, which ends the session. */
struct message *session_next(struct session *s);

/* Whether a message is due. */
bool session_has_next(const struct session *s);

#endif
