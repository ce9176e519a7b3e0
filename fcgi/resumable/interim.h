/* SPDX-License-Identifier: MIT */
/*
 * Interim answers 104 (Upload Resumption Supported): the upload's URL, and its offset while bytes
 * arrive. Sends nothing unless the settings say that the front end relays them and the client uses
 * a version we know.
 */
#ifndef LOADLINE_INTERIM_H
#define LOADLINE_INTERIM_H

#include "fcgi/resumable/resumable_request.h"
#include "fcgi/http/exchange.h"

#define INTERIM_STATUS 104
#define INTERIM_INTERVAL_MS 1000 /* between two interim answers with an offset */

struct interim {
    struct exchange *exchange;
    int version;
    bool on;
    int64_t sent_ms; /* when the last one was sent */
};

/* Prepares i for a request; x is borrowed. */
void interim_init(struct interim *i, struct exchange *x, const struct resumable_request *q);

/* Sends the URL of the new upload and its limits (the value of Upload-Limit). */
void interim_location(struct interim *i, const char *url, const char *limits);

/* Sends the number of stored bytes, at most once in INTERIM_INTERVAL_MS. */
void interim_offset(struct interim *i, int64_t offset);

#endif
