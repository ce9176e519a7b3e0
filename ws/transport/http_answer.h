/* SPDX-License-Identifier: MIT */
/*
 * Answers over plain HTTP/1.1. Written here, because libwebsockets answers 1.0 where it does not
 * know the request's version yet. Each is the last on its connection.
 */
#ifndef LOADLINE_HTTP_ANSWER_H
#define LOADLINE_HTTP_ANSWER_H

#include "base/buffer.h"

struct lws;

#define HTTP_ANSWER_HEAD_MAX 2048 /* bytes */

/* Sends an answer without a body; fields are lines, each with its end. */
void http_answer_empty(struct lws *wsi, int status, const char *fields);

/* Appends the head of an answer that has these fields, besides those that all have, and a body of
 * so many bytes; -1: as long as the connection lasts. */
void http_answer_head(struct buffer *out, int status, const char *fields, long long body_bytes);

/* Appends a whole problem document (RFC 9457) for err, with the detail or the error's own sentence.
 */
void http_answer_problem(struct buffer *out, int err, const char *detail, const char *fields);

#endif
