/* SPDX-License-Identifier: MIT */
/*
 * tus 1.0.0 (specification of 2016-03-25), with every extension but checksum-trailer and
 * concatenation-unfinished: FastCGI carries no trailers. One handler per method; each answers, or
 * returns the error that the router turns into a problem document.
 */
#ifndef LOADLINE_TUS_H
#define LOADLINE_TUS_H

#include "fcgi/http/exchange.h"

#define TUS_VERSION "1.0.0"

/* What is announced, in this order, with what the README says of it (doc/extensions makes its
 * table). */
/* clang-format off */
#define TUS_EXTENSIONS \
    "creation,"              /* `POST` creates an upload of a known length, with metadata */ \
    "creation-with-upload,"  /* the first bytes, or all of them, in that `POST` */ \
    "creation-defer-length," /* a later `PATCH` may declare the length */ \
    "checksum,"              /* the server keeps a request's bytes only if their digest matches */ \
    "expiration,"            /* unfinished uploads expire some time after their last byte */ \
    "concatenation,"         /* clients upload parts in parallel; the server joins them */ \
    "termination"            /* `DELETE` ends an upload, also while a client sends it */
/* clang-format on */

/* Adds Tus-Resumable to the answer of a request that has it, whatever becomes of that. */
void tus_greet(struct exchange *x);

/* Checks the request's Tus-Resumable: ERR_TUS_VERSION, with Tus-Version. */
int tus_check_version(struct exchange *x);

/* The number of Upload-Length. ERR_BAD_LENGTH; ERR_TOO_LARGE: greater than any size. */
int tus_parse_length(struct exchange *x, const char *field, int64_t *out);

/* Adds Upload-Expires; wall ms, 0: it does not expire, or is complete. */
void tus_add_expires(struct response *p, int64_t expires_at);

int tus_options(struct exchange *x); /* on the collection and on an upload */
int tus_create(struct exchange *x);  /* POST on the collection */
int tus_head(struct exchange *x);
int tus_patch(struct exchange *x);
int tus_delete(struct exchange *x);

#endif
