/* SPDX-License-Identifier: MIT */
/*
 * What a plain request for news asks for: the parameters of its query as they came, made into one
 * request of the protocol. No I/O.
 */
#ifndef LOADLINE_HTTP_QUERY_H
#define LOADLINE_HTTP_QUERY_H

#include "ws/fanout/protocol.h"

#include <stdbool.h>
#include <stdint.h>

/* The parameters, decoded; NULL: absent. */
struct http_parameters {
    const char *id, *ids; /* one; some between commas */
    const char *owner;    /* "me" */
    const char *all;      /* "1" */
    const char *site;  /* alone or beside one of those: when what was seen of it was made, or 0 */
    const char *since; /* EPOCH-REV for one id, or ID:EPOCH-REV,… */
    const char *wait;  /* seconds */
};

/* What a client has seen of an upload. */
struct http_since {
    char id[ID_SIZE];
    int64_t epoch, rev;
};

struct http_query {
    struct protocol_request watch; /* as if it had been said */
    struct http_since *since;
    size_t since_count;
    int64_t wait_ms; /* -1: not given */
    bool site_too;   /* the site is watched beside uploads */
    int64_t site_at; /* what the client has seen of the site, wall ms; 0: nothing */
};

/* Fills out, to be freed also on failure. last is the field Last-Event-ID, which counts where one
 * id is asked for and since is not given. At most ids_max ids. ERR_BAD_REQUEST with watch.mistake,
 * ERR_TOO_MANY, ERR_NOMEM. */
int http_query_parse(const struct http_parameters *p, const char *last, size_t ids_max,
                     struct http_query *out);
void http_query_free(struct http_query *q);

/* Whether the client has seen this version of the upload, or a newer one. 0-0 is that there is
 * none. */
bool http_query_has_seen(const struct http_query *q, const char *id, int64_t epoch, int64_t rev);

#endif
