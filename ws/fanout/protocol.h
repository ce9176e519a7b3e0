/* SPDX-License-Identifier: MIT */
/*
 * The protocol loadline.v1 (doc/protocol.md): the requests of clients and the messages that the
 * relay makes (documents pass through as Redis published them). One JSON object per message; no
 * I/O.
 */
#ifndef LOADLINE_PROTOCOL_H
#define LOADLINE_PROTOCOL_H

#include "base/id.h"
#include "ws/fanout/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROTOCOL_NAME "loadline.v1"
#define PROTOCOL_SESSION_SIZE 17 /* bytes: 16 hex digits and NUL */

/* Close codes: RFC 6455 section 7.4.1, and our own from the private range. doc/protocol.md lists
 * the same codes. */
enum protocol_close {
    CLOSE_GOING_AWAY = 1001, /* the relay shuts down: reconnect as `bye` says */
    CLOSE_POLICY = 1008,     /* not a JSON object, too many unread answers, or idle for too long */
    CLOSE_TOO_BIG = 1009,    /* a message longer than `relay_message_size` */
    CLOSE_INTERNAL = 1011,   /* the relay is out of memory: reconnect */
    CLOSE_UNAUTHORIZED = 4401, /* the token is not valid, or has expired: get a new one */
    CLOSE_FORBIDDEN = 4403,    /* the client is authenticated, but not permitted */
    CLOSE_NO_AUTH = 4408,      /* no authentication within `auth_timeout` */
    CLOSE_TOO_MANY = 4429      /* too many clients or messages: reconnect later */
};

enum protocol_verb { PROTOCOL_WATCH, PROTOCOL_UNWATCH, PROTOCOL_PING, PROTOCOL_AUTH };

/* The scope of a watch: uploads by id, the client's own uploads, all uploads, or the programs of
 * the site. */
enum protocol_scope { PROTOCOL_IDS, PROTOCOL_OWNED, PROTOCOL_ALL, PROTOCOL_SITE };

/* The client's number for a request; the answer repeats it. */
struct protocol_ref {
    bool given;
    int64_t number;
};

struct protocol_request {
    enum protocol_verb verb;
    struct protocol_ref ref;
    enum protocol_scope scope; /* of watch and unwatch, as are the ids */
    char (*ids)[ID_SIZE];      /* PROTOCOL_IDS: at least one */
    size_t id_count;
    char *token;         /* of auth, owned; else NULL */
    const char *mistake; /* with ERR_BAD_REQUEST: a sentence for people */
};

/* Parses one message of len bytes into out, which the caller frees with protocol_request_free(),
 * also on failure. Returns 0; ERR_SYNTAX if the text is not a JSON object; ERR_BAD_REQUEST if the
 * request is unknown or invalid (ref and mistake are set); or ERR_NOMEM. */
int protocol_parse(const char *text, size_t len, struct protocol_request *out);
void protocol_request_free(struct protocol_request *r);

/* Each makes one message of the relay and returns a reference owned by the caller, or NULL when out
 * of memory. at_ms is wall time. */
struct message *protocol_welcome(const char *session, int64_t beat_ms);
struct message *protocol_watching(struct protocol_ref ref, const char *id);
struct message *protocol_watching_scope(struct protocol_ref ref, enum protocol_scope scope);
struct message *protocol_gone(const char *id);
struct message *protocol_stale(const char *id);
struct message *protocol_beat(int64_t at_ms, struct protocol_ref ref);
struct message *protocol_bye(const char *code, int64_t reconnect_after_ms);

/* err is a code of error.h; text defaults to the error's own sentence if NULL. */
struct message *protocol_error(struct protocol_ref ref, int err, const char *text);

#endif
