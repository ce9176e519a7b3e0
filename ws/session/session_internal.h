/* SPDX-License-Identifier: MIT */
/*
 * The structure of a session, shared by the files of this folder: sessions.c keeps all sessions,
 * session.c handles one.
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
    bool pending; /* in session->pending, because something is due */
    bool found;   /* by an upload list: gets no answer, and is dropped once ended */
    TAILQ_ENTRY(watch) all;
    TAILQ_ENTRY(watch) waiting;
};

/* A session's watch of an upload list. */
struct list_watch {
    struct upload_list_listener listener;
    struct session *session;
    struct protocol_ref ref;
    enum protocol_scope scope;
    bool full; /* has received the error that there are more uploads than it may watch */
};

/* An answer to a request. */
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
    struct client_place *of_address, *of_owner; /* its places under the limits; or NULL */
    int64_t busy_at_ms;   /* mono: when it last had a watch or sent a request */
    int64_t credit_at_ms; /* mono: when its past requests are paid for by the allowed rate */
    unsigned due;         /* bits of enum mark */
    bool closing;
    unsigned noticed; /* bits of shards: has received the notice of this outage */
    int64_t beat_at_ms;
    struct principal *principal; /* NULL: not authenticated, or authentication is off */
    int64_t known_by_ms;         /* mono: deadline of authentication */
    size_t watch_count, answer_count;
    uint32_t watched[REDIS_SHARDS_MAX]; /* watches of each shard */
    struct list_watch *owned, *all;     /* or NULL: not watched */
    bool site;                          /* watches the site */
    TAILQ_HEAD(, watch) watches;
    TAILQ_HEAD(, watch) pending;
    STAILQ_HEAD(, answer) answers;
    TAILQ_ENTRY(session) entry;
};

struct sessions {
    struct session_limits limits;
    struct topics *topics;
    struct upload_lists *lists;
    struct site *site;
    int64_t site_due_ms;  /* mono: when the next site message is due */
    size_t site_watchers; /* sessions that watch the site */
    size_t count;
    bool stopping;
    unsigned available; /* bits of shards */
    int64_t away_since_ms[REDIS_SHARDS_MAX];
    size_t shards;
    size_t kinds[SESSION_KINDS]; /* number of sessions by kind */
    struct client_limits *addresses, *pollers, *owners;
    void (*drained)(void *arg);
    void *drained_arg;
    TAILQ_HEAD(, session) all; /* ordered by beat_at_ms, the next first */
};

/* Removes the lowest of the wanted marks from *marks and returns it; 0 if there is none. */
unsigned session_take_mark(unsigned *marks, unsigned wanted);

/* Sets marks and asks the transport to write. */
void session_mark_due(struct session *s, unsigned due);

/* Queues an answer. Ownership of m passes to the session; NULL ends the session. */
void session_answer(struct session *s, struct message *m);

/* Removes the oldest answer, which must exist; its message is the caller's. */
struct message *session_next_answer(struct session *s);

/* Ends the session after the welcome, the answers and the `bye` that are due. Afterwards it sends
 * and receives nothing else. */
void session_end(struct session *s, int code, const char *reason);

/* Adds a watch of an upload; found: an upload list reported it. Returns 0, ERR_NOMEM, or
 * ERR_TOO_MANY over the limit. */
int session_add_watch(struct session *s, const char *id, struct protocol_ref ref, bool found);
/* Returns the watch of that upload, borrowed; NULL: not watched. session_drop_watch() and
 * session_drop_watches() free watches. */
struct watch *session_find_watch(const struct session *s, const char *id);
void session_drop_watch(struct watch *w);
void session_drop_watches(struct session *s);

/* Makes the next message of the first pending watch; then the watch goes to the end of the queue. A
 * watch's answer and the state that belongs to it follow one another. Returns false if nothing is
 * due. *out is the caller's; NULL: out of memory. */
bool session_next_of_watches(struct session *s, struct message **out);

/* Watches of upload lists (session_lists.c). */
void session_lists_watch(struct session *s, const struct protocol_request *r);
void session_lists_unwatch(struct session *s, enum protocol_scope scope);
void session_lists_end(struct session *s);

/* Watches of the site (session_site.c). sessions_mark_site_due() makes the site message due for its
 * watchers. */
void session_site_watch(struct session *s, const struct protocol_request *r);
void session_site_unwatch(struct session *s);
void sessions_mark_site_due(struct sessions *s, int64_t now_ms);

/* Answers with the error err; text as for protocol_error(). */
void session_refuse(struct session *s, struct protocol_ref ref, int err, const char *text);

/* Authentication (session_auth.c): by the handshake, by an auth message, and as time passes. Each
 * may end the session. */
void session_auth_begin(struct session *s, int err, const struct principal *p);
void session_auth_receive(struct session *s, const char *token);
void session_auth_tick(struct session *s, int64_t mono_ms, int64_t wall_ms);
void session_auth_end(struct session *s);

/* Whether the session may watch: anything (0 or ERR_UNAUTHORIZED), all uploads (0 or an error of
 * access_permit()), this upload. */
int session_auth_permit(const struct session *s);
int session_auth_permit_all(const struct session *s);
bool session_auth_sees(const struct session *s, const char *id, const char *owner);

#endif
