/* SPDX-License-Identifier: MIT */
/*
 * The query of a plain request for news, translated into a request of the protocol. No I/O.
 */
#ifndef LOADLINE_HTTP_QUERY_H
#define LOADLINE_HTTP_QUERY_H

#include "ws/fanout/protocol.h"

#include <stdbool.h>
#include <stdint.h>

/* The parameters, decoded and borrowed; NULL: absent. */
struct http_parameters {
    const char *id, *ids; /* one id; a comma-separated list */
    const char *owner;    /* "me" */
    const char *all;      /* "1" */
    const char *site;  /* alone or with one of those: the time of the newest site message that the
                          client has seen, or 0 */
    const char *since; /* EPOCH-REV for one id, or ID:EPOCH-REV,… */
    const char *wait;  /* seconds */
};

/* The version of an upload that the client has seen. */
struct http_since {
    char id[ID_SIZE];
    int64_t epoch, rev;
};

struct http_query {
    struct protocol_request watch; /* the equivalent request of the protocol */
    struct http_since *since;
    size_t since_count;
    int64_t wait_ms; /* -1: not given */
    bool site_too;   /* the site is watched besides uploads */
    int64_t site_at; /* the newest site message that the client has seen, wall ms; 0: none */
};

/* Fills out, which the caller frees with http_query_free(), also on failure. last is the field
 * Last-Event-ID, used if one id is requested without since. Allows at most ids_max ids. Returns 0,
 * ERR_BAD_REQUEST with watch.mistake, ERR_TOO_MANY or ERR_NOMEM. */
int http_query_parse(const struct http_parameters *p, const char *last, size_t ids_max,
                     struct http_query *out);
void http_query_free(struct http_query *q);

/* Whether the client has seen this version of the upload or a newer one. Version 0-0 stands for "no
 * such upload". */
bool http_query_has_seen(const struct http_query *q, const char *id, int64_t epoch, int64_t rev);

#endif
