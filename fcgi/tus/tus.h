/* SPDX-License-Identifier: MIT */
/*
 * tus 1.0.0 (specification of 2016-03-25) with all extensions except checksum-trailer: FastCGI
 * carries no trailers. One handler per method. Each returns 0
 * once it has answered, or an error that the router answers as a problem document.
 */
#ifndef LOADLINE_TUS_H
#define LOADLINE_TUS_H

#include "fcgi/http/exchange.h"

#define TUS_VERSION "1.0.0"

/* The announced extensions in this order, with their descriptions for doc/protocol.md
 * (doc/extensions makes its table from them). */
/* clang-format off */
#define TUS_EXTENSIONS \
    "creation,"              /* `POST` creates an upload of a known length, with metadata */ \
    "creation-with-upload,"  /* the first bytes, or all of them, in that `POST` */ \
    "creation-defer-length," /* a later `PATCH` may declare the length */ \
    "checksum,"              /* the server keeps a request's bytes only if their digest matches */ \
    "expiration,"            /* unfinished uploads expire some time after their last byte */ \
    "concatenation,"         /* clients upload parts in parallel; the server joins them */ \
    "concatenation-unfinished," /* the upload of the whole exists before its parts are complete */ \
    "termination"            /* `DELETE` ends an upload, also while a client sends it */
/* clang-format on */

/* Adds Tus-Resumable to every answer to a request that has it, refusals included. */
void tus_greet(struct exchange *x);

/* Checks the request's Tus-Resumable. Returns 0, or ERR_TUS_VERSION with Tus-Version in the answer.
 */
int tus_check_version(struct exchange *x);

/* Parses Upload-Length, in bytes. Returns 0; ERR_BAD_LENGTH; ERR_TOO_LARGE if it exceeds an
 * int64_t. */
int tus_parse_length(struct exchange *x, const char *field, int64_t *out);

/* Adds Upload-Expires (wall clock, ms). 0: the upload does not expire or is complete, and nothing
 * is added. */
void tus_add_expires(struct response *p, int64_t expires_at);

int tus_options(struct exchange *x); /* on the collection and on an upload */
int tus_create(struct exchange *x);  /* POST on the collection */
int tus_head(struct exchange *x);
int tus_patch(struct exchange *x);
int tus_delete(struct exchange *x);

#endif
