/* SPDX-License-Identifier: MIT */
/*
 * How an answer describes an upload.
 */
#ifndef LOADLINE_UPLOAD_ANSWER_H
#define LOADLINE_UPLOAD_ANSWER_H

#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Appends one upload as JSON: its id, URLs, name, type and size; field NULL for none. */
int upload_answer_describe(struct exchange *x, const struct upload *u, const char *field,
                           struct buffer *b);

#endif
