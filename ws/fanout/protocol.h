/* SPDX-License-Identifier: MIT */
/*
 * The words of loadline.v1: what clients may say, and every message the relay says on its own
 * (documents pass through as Redis published them). One JSON object per message; no I/O.
 */
#ifndef LOADLINE_PROTOCOL_H
#define LOADLINE_PROTOCOL_H

#include "base/id.h"
#include "ws/fanout/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROTOCOL_NAME "loadline.v1"
#define PROTOCOL_SESSION_SIZE 17 /* of a session's name: 16 hex digits */

/* Close codes (RFC 6455 section 7.4.1, and the private range for ours). doc/protocol.md lists them
 * as here. */
enum protocol_close {
    CLOSE_GOING_AWAY = 1001,   /* the relay shuts down: reconnect as `bye` says */
    CLOSE_POLICY = 1008,       /* no JSON object, too many unread answers, idle for too long */
    CLOSE_TOO_BIG = 1009,      /* a message longer than `relay_message_size` */
    CLOSE_INTERNAL = 1011,     /* the relay is out of memory: reconnect */
    CLOSE_UNAUTHORIZED = 4401, /* the token is not valid, or has expired: get a new one */
    CLOSE_FORBIDDEN = 4403,    /* the client is known and may not do this */
    CLOSE_NO_AUTH = 4408,      /* no authentication within `auth_timeout` */
    CLOSE_TOO_MANY = 4429      /* too many clients or messages: reconnect later */
};

enum protocol_verb { PROTOCOL_WATCH, PROTOCOL_UNWATCH, PROTOCOL_PING, PROTOCOL_AUTH };

/* What is watched: uploads by their ids, those of the asker, or all there are; or the programs of
 * the site. */
enum protocol_scope { PROTOCOL_IDS, PROTOCOL_OWNED, PROTOCOL_ALL, PROTOCOL_SITE };

/* The client's number for a request, which the answer repeats. */
struct protocol_ref {
    bool given;
    int64_t number;
};

struct protocol_request {
    enum protocol_verb verb;
    struct protocol_ref ref;
    enum protocol_scope scope; /* of watch and unwatch, and so the next two: */
    char (*ids)[ID_SIZE];      /* PROTOCOL_IDS: at least one */
    size_t id_count;
    char *token;         /* of auth, or NULL */
    const char *mistake; /* with ERR_BAD_REQUEST: what is wrong, for people */
};

/* Fills out, to be freed also on failure. ERR_SYNTAX: not a JSON object. ERR_BAD_REQUEST: one that
 * asks for nothing we know; ref and mistake are filled then. ERR_NOMEM. */
int protocol_parse(const char *text, size_t len, struct protocol_request *out);
void protocol_request_free(struct protocol_request *r);

/* The relay's messages; NULL when out of memory. at_ms is wall time. */
struct message *protocol_welcome(const char *session, int64_t beat_ms);
struct message *protocol_watching(struct protocol_ref ref, const char *id);
struct message *protocol_watching_scope(struct protocol_ref ref, enum protocol_scope scope);
struct message *protocol_gone(const char *id);
struct message *protocol_stale(const char *id);
struct message *protocol_beat(int64_t at_ms, struct protocol_ref ref);
struct message *protocol_bye(const char *code, int64_t reconnect_after_ms);

/* err is one of error.h; text NULL: the error's own sentence. */
struct message *protocol_error(struct protocol_ref ref, int err, const char *text);

#endif
