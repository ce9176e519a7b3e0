/* SPDX-License-Identifier: MIT */
/*
 * Detects in a request's fields that it sends a part of a file, and answers the refusal before a
 * byte is stored.
 */
#ifndef LOADLINE_DIALECT_REQUEST_H
#define LOADLINE_DIALECT_REQUEST_H

#include "config/config.h"
#include "fcgi/uploaders/dialect.h"
#include "fcgi/http/exchange.h"

/* Starts v with the fields of the request's query and its Content-Range. */
void dialect_read(const struct request *r, struct dialect_view *v);

/* Whether `uploaders` lists it. */
bool dialect_is_enabled(const struct config *c, const struct dialect *d);

/* The uploader whose chunk the request brings, by what was found so far; NULL: it brings none, or
 * one that is not joined here (`uploaders`). */
const struct dialect *dialect_of_chunk(struct exchange *x, const struct dialect_view *v);

/* Checks that the request brings a whole file; received is the number of bytes received, or -1
 * while unknown. Returns 0; ERR_CHUNK if it brings a part, and then the answer is already sent in
 * the client's format; or ERR_PART. While received is unknown, a chunk that is joined here passes.
 */
int dialect_check(struct exchange *x, const struct dialect_view *v, int64_t received);

/* Answers in the client's format that the server does not accept its parts. Returns ERR_CHUNK. */
int dialect_refuse(struct exchange *x, const struct dialect *d);

/* Whether FilePond sends a file in parts: ?patch=, or a form with Upload-Length. */
bool dialect_is_filepond(const struct request *r);

/* Whether a client asks by GET if it must send a part. Only 200 or 201 tells it that it need not.
 */
bool dialect_is_question(const struct request *r);

#endif
