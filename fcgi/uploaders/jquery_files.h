/* SPDX-License-Identifier: MIT */
/*
 * The list `files` that the page of jQuery File Upload shows, and the names that it sends.
 */
#ifndef LOADLINE_JQUERY_FILES_H
#define LOADLINE_JQUERY_FILES_H

#include "base/buffer.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Whether the client of this request shows `files`: its Accept is that of jQuery's JSON requests.
 */
bool jquery_files_are_shown(const struct request *r);

/* Decodes the name that a request without a form tells in Content-Disposition: this client
 * percent-encodes it. Does nothing to those of other clients. Returns 0, ERR_NOMEM or ERR_BOUND. */
int jquery_files_decode_name(const struct request *r, struct buffer *name);

/* Appends one file of that list. field is its form field; NULL: none. Errors of
 * upload_answer_describe(). */
int jquery_files_add(struct exchange *x, const struct upload *u, const char *field,
                     struct buffer *b);

#endif
