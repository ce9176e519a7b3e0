/* SPDX-License-Identifier: MIT */
/*
 * Where a request says that it brings a part of a file, and what it is then answered, before a byte
 * is stored.
 */
#ifndef LOADLINE_DIALECT_REQUEST_H
#define LOADLINE_DIALECT_REQUEST_H

#include "fcgi/content/dialect.h"
#include "fcgi/http/exchange.h"

/* Begins with what the request's query and its Content-Range say. */
void dialect_read(const struct request *r, struct dialect_view *v);

/* Whether the request brings what it is taken for: all of a file. received is how many bytes of the
 * file came, -1 while that is not known. ERR_CHUNK: it does not, and was answered in its client's
 * own form; ERR_PART. */
int dialect_check(struct exchange *x, const struct dialect_view *v, int64_t received);

/* Answers in the client's own form that its parts are not understood: ERR_CHUNK. */
int dialect_refuse(struct exchange *x, const struct dialect *d);

/* Whether the request is one of FilePond's for a file in parts: ?patch=, or a form with
 * Upload-Length. */
bool dialect_is_filepond(const struct request *r);

/* Whether a client asks by GET if it has to send a part at all. Only 200 or 201 means that it has
 * not. */
bool dialect_is_question(const struct request *r);

/* Whether FilePond asks by GET for a file that it stored, or that the server shall fetch: it takes
 * the body of any answer of success for the file. */
bool dialect_asks_for_file(const struct request *r);

#endif
