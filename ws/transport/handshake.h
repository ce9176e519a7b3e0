/* SPDX-License-Identifier: MIT */
/*
 * Decides whether a request may become a WebSocket (RFC 6455 section 4.2.1), on plain strings: the
 * checks that libwebsockets omits or does leniently. No I/O.
 */
#ifndef LOADLINE_HANDSHAKE_H
#define LOADLINE_HANDSHAKE_H

#include "config/config.h"
#include "access/web_origin.h"

/* Header values as received; NULL: absent. */
struct handshake_request {
    const char *path;     /* without the query */
    const char *upgrade;  /* Upgrade */
    const char *version;  /* Sec-WebSocket-Version */
    const char *protocol; /* Sec-WebSocket-Protocol: a list, or none */
    const char *origin;   /* Origin: of browsers only */
    struct web_origin_site site;
};

/* 101, or the HTTP status of the refusal and its reason for the log (static). */
struct handshake_verdict {
    int status;
    const char *reason;
};

/* Checks a request against the settings (RFC 6455 sections 4.2.1 and 4.4). Keeps no pointers. */
struct handshake_verdict handshake_check(const struct config *c, const struct handshake_request *r);

#endif
