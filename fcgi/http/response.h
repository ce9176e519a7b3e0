/* SPDX-License-Identifier: MIT */
/*
 * The answer to a request: header fields are collected, then everything is sent once. Errors are
 * problem details (RFC 9457) with a stable `code`.
 */
#ifndef LOADLINE_RESPONSE_H
#define LOADLINE_RESPONSE_H

#include "base/buffer.h"
#include "fcgi/http/request.h"

struct response {
    struct request *request;
    struct buffer headers;
    int status; /* 0 until it is sent: then no other answer is possible */
};

void response_init(struct response *p, struct request *r);
void response_free(struct response *p);

/* Says a field; what was said of it before is taken back, but for fields that are lists (RFC 9110
 * section 5.3). A value with a control character is refused and left out: our own bug, or an
 * attack. */
void response_header(struct response *p, const char *name, const char *value);
void response_header_int(struct response *p, const char *name, int64_t value);

/* Sends status, fields and body; type NULL: no body. A HEAD request gets the fields only.
 * ERR_INTERRUPTED where the front end went away; ERR_INTERNAL, ERR_NOMEM where the fields are more
 * than an answer can have: then nothing was sent, they are gone, and another answer is possible. */
int response_send(struct response *p, int status, const char *type, const char *body, size_t len);

/* The same in pieces: sends status and fields, with length as Content-Length, -1: none. Nothing may
 * be written after it to a HEAD request, or to one that has no body. */
int response_begin(struct response *p, int status, const char *type, int64_t length);
int response_write(struct response *p, const char *bytes, size_t len);

/* The same with a body that make() writes, in pieces as it is made: it is asked twice, first to be
 * counted, and has to write the same both times. Errors of its buffer. */
int response_send_made(struct response *p, int status, const char *type,
                       void (*make)(void *arg, struct buffer *b), void *arg);

/* Sends the problem document of err. detail may be NULL; keys of uploads in it are masked. */
int response_problem(struct response *p, int err, const char *detail);

/* The same with a problem type of its own (RFC 9457 section 3.1.1) and further members: JSON text,
 * each member followed by a comma; "" none. */
int response_problem_typed(struct response *p, int err, const char *detail, const char *type,
                           const char *members);

/* The same as another media type, for clients that read no application/problem+json. */
int response_problem_as(struct response *p, const char *media_type, int err, const char *detail,
                        const char *members);

/* Sends an interim answer (RFC 9110 section 15.2) now, with whole lines of fields of its own. Only
 * where the front end is known to relay such answers. ERR_INTERRUPTED. */
int response_interim(struct response *p, int status, const struct buffer *fields);

#endif
