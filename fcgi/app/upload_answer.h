/* SPDX-License-Identifier: MIT */
/*
 * The JSON description of an upload in answers.
 */
#ifndef LOADLINE_UPLOAD_ANSWER_H
#define LOADLINE_UPLOAD_ANSWER_H

#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Appends one upload as a JSON object: id, URLs with the key, form field (NULL: none), name, type
 * and size in bytes. Returns 0, ERR_INTERNAL or the buffer's error. */
int upload_answer_describe(struct exchange *x, const struct upload *u, const char *field,
                           struct buffer *b);

#endif
