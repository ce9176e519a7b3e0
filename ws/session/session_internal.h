/* SPDX-License-Identifier: MIT */
/*
 * What a session consists of: shared by the part that keeps all of them (sessions.c) and the part
 * that talks with one (session.c).
 */
#ifndef LOADLINE_SESSION_INTERNAL_H
#define LOADLINE_SESSION_INTERNAL_H

#include "ws/fanout/protocol.h"
#include "ws/session/session.h"

#define SESSION_ANSWERS_MAX 64 /* answers that a client may leave unread */

/* One upload that one session watches. */
struct watch {
    struct listener listener;
    struct session *session;
    struct protocol_ref ref;
    bool pending; /* in session->pending: something is due */
    bool found;   /* by a roster: not answered for, and left when it has ended */
    TAILQ_ENTRY(watch) all;
    TAILQ_ENTRY(watch) waiting;
};

/* What a session watches of a roster. */
struct list_watch {
    struct upload_list_listener listener;
    struct session *session;
    struct protocol_ref ref;
    enum protocol_scope scope;
    bool full; /* was told that there are more than it may watch */
};

/* An answer to something the client said. */
struct answer {
    struct message *message;
    STAILQ_ENTRY(answer) entry;
};

struct session {
    struct sessions *owner;
    const struct transport_ops *ops;
    void *connection;
    char name[PROTOCOL_SESSION_SIZE];
    char address[NETWORK_ADDRESS_SIZE];
    int64_t opened_at; /* wall ms */
    uint64_t bytes_in, bytes_out;
    struct client_place *of_address, *of_owner; /* its places; or NULL */
    int64_t busy_at_ms;                         /* mono: when it last watched or said something */
    int64_t credit_at_ms;                       /* mono: when what it has asked for is paid off */
    unsigned due;                               /* enum mark */
    bool closing;
    bool noticed; /* was told of the present outage */
    int64_t beat_at_ms;
    struct principal *principal; /* NULL: not known, or nobody is asked */
    int64_t known_by_ms;         /* when it must be, mono */
    size_t watch_count, answer_count;
    struct list_watch *owned, *all; /* or NULL: not watched */
    bool site;                      /* is watched */
    TAILQ_HEAD(, watch) watches;
    TAILQ_HEAD(, watch) pending;
    STAILQ_HEAD(, answer) answers;
    TAILQ_ENTRY(session) entry;
};

struct sessions {
    struct session_limits limits;
    struct topics *topics;
    struct upload_lists *rosters;
    struct site *site;
    int64_t site_due_ms; /* when it is told next, mono */
    size_t count;
    bool available, stopping;
    int64_t away_since_ms;
    size_t kinds[SESSION_KINDS]; /* how many there are of each */
    struct client_limits *addresses, *pollers, *owners;
    void (*drained)(void *arg);
    void *drained_arg;
    TAILQ_HEAD(, session) all; /* by beat_at_ms: the next one first */
};

/* Takes the lowest of the wanted marks out of *marks; 0: there is none of them. */
unsigned session_take_mark(unsigned *marks, unsigned wanted);

/* Makes something due and asks the transport to come for it. */
void session_owe(struct session *s, unsigned due);

/* Owes a message of its own; takes over m, NULL ends the session. */
void session_answer(struct session *s, struct message *m);

/* Takes the oldest answer; there is one. */
struct message *session_next_answer(struct session *s);

/* Ends the session after what is due and the answers; nothing else is sent or heard any more. */
void session_end(struct session *s, int code, const char *reason);

/* Watches an upload. ERR_NOMEM; ERR_TOO_MANY over the limit. */
int session_add_watch(struct session *s, const char *id, struct protocol_ref ref, bool found);
struct watch *session_find_watch(const struct session *s,
                                 const char *id); /* NULL: it does not watch that */
void session_drop_watch(struct watch *w);
void session_drop_watches(struct session *s);

/* The watch at the head says one thing, and the one it belongs with at once; then it is another's
 * turn. False: nobody has anything to say after all. *out is the caller's, NULL: out of memory. */
bool session_next_of_watches(struct session *s, struct message **out);

/* Watching by rosters (session_lists.c). */
void session_lists_watch(struct session *s, const struct protocol_request *r);
void session_lists_unwatch(struct session *s, enum protocol_scope scope);
void session_lists_end(struct session *s);

/* Watching the site (session_site.c); it is told to those who do, when it is time. */
void session_site_watch(struct session *s, const struct protocol_request *r);
void session_site_unwatch(struct session *s);
void sessions_tell_site(struct sessions *s, int64_t now_ms);

/* Answers with an error. text as for protocol_error(). */
void session_refuse(struct session *s, struct protocol_ref ref, int err, const char *text);

/* Who it is (session_auth.c): as the handshake told, as an auth message tells, and as time passes.
 * Each may end the session. */
void session_auth_begin(struct session *s, int err, const struct principal *p);
void session_auth_receive(struct session *s, const char *token);
void session_auth_tick(struct session *s, int64_t mono_ms, int64_t wall_ms);
void session_auth_end(struct session *s);

/* Whether it may watch at all: 0 or ERR_UNAUTHORIZED; whether all uploads; and whether this one. */
int session_auth_permit(const struct session *s);
int session_auth_permit_all(const struct session *s);
bool session_auth_sees(const struct session *s, const char *id, const char *owner);

#endif
