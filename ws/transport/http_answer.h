/* SPDX-License-Identifier: MIT */
/*
 * Answers over plain HTTP/1.1. Written here, because libwebsockets answers with HTTP/1.0 before it
 * knows the request's version. Each answer is the last on its connection.
 */
#ifndef LOADLINE_HTTP_ANSWER_H
#define LOADLINE_HTTP_ANSWER_H

#include "base/buffer.h"

#include <stdbool.h>

struct lws;

#define HTTP_ANSWER_HEAD_MAX 2048 /* bytes */

/* Sends an answer without a body; fields are header lines, each with its line end. */
void http_answer_empty(struct lws *wsi, int status, const char *fields);

/* Appends a head with these fields besides the common ones. body_bytes is the length of the body;
 * -1: the body lasts as long as the connection. */
void http_answer_head(struct buffer *out, int status, const char *fields, long long body_bytes);

/* Appends a whole problem document (RFC 9457) for err; detail defaults to the error's own sentence
 * if NULL. A failure is the buffer's. */
void http_answer_problem(struct buffer *out, int err, const char *detail, const char *fields);

/* Sends that document; to a HEAD request, its head alone. */
void http_answer_refuse(struct lws *wsi, int err, const char *fields, bool is_head);

#endif
