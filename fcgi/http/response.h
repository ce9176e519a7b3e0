/* SPDX-License-Identifier: MIT */
/*
 * The answer to a request. It collects the header fields and then sends everything at once. Errors
 * are problem documents (RFC 9457) with a stable `code`.
 */
#ifndef LOADLINE_RESPONSE_H
#define LOADLINE_RESPONSE_H

#include "base/buffer.h"
#include "fcgi/http/request.h"

struct response {
    struct request *request;
    struct buffer headers;
    int status; /* 0 until sent; afterwards no other answer is possible */
};

/* Starts an empty answer to r, which is borrowed. response_free() frees the collected fields. */
void response_init(struct response *p, struct request *r);
void response_free(struct response *p);

/* Sets a field and replaces its earlier value; list fields get a further line (RFC 9110
 * section 5.3). A value with a control character is dropped: it is our own bug, or an attack. */
void response_header(struct response *p, const char *name, const char *value);
void response_header_int(struct response *p, const char *name, int64_t value);

/* Whether the answer, which is not sent yet, has the field. */
bool response_has_header(const struct response *p, const char *name);

/* Whether the answer may have a body: not if the request came as HEAD, nor if
 * X-HTTP-Method-Override says HEAD. In the second case Content-Length is 0: the client reads as
 * many bytes as it says. */
bool response_wants_body(const struct response *p);

/* Sends status, fields and a body of len bytes; type NULL: no body. HEAD requests get the fields
 * only. Returns 0; ERR_INTERRUPTED if the front end has disconnected; ERR_INTERNAL or ERR_NOMEM if
 * the fields do not fit. In the last two cases nothing was sent, the fields are discarded, and
 * another answer is possible. */
int response_send(struct response *p, int status, const char *type, const char *body, size_t len);

/* The same in pieces. response_begin() sends status and fields, with length as Content-Length (-1:
 * none). Afterwards write nothing to a HEAD request or with a status that has no body. Errors as
 * response_send(); response_write() returns 0 or ERR_INTERRUPTED. */
int response_begin(struct response *p, int status, const char *type, int64_t length);
int response_write(struct response *p, const char *bytes, size_t len);

/* The same with a generated body. make() is called twice, first to count the bytes, and must write
 * the same both times. Returns also the errors of its buffer. */
int response_send_made(struct response *p, int status, const char *type,
                       void (*make)(void *arg, struct buffer *b), void *arg);

/* Sends the problem document of err. detail may be NULL; upload keys in it are masked. This and the
 * next two functions return the same as response_send(). */
int response_problem(struct response *p, int err, const char *detail);

/* The same with its own problem type (RFC 9457 section 3.1.1) and further members: JSON text with a
 * comma after each member; "": none. */
int response_problem_typed(struct response *p, int err, const char *detail, const char *type,
                           const char *members);

/* The same with another media type, for clients that do not accept application/problem+json. */
int response_problem_as(struct response *p, const char *media_type, int err, const char *detail,
                        const char *members);

/* Sends an interim answer (RFC 9110 section 15.2) at once, with complete field lines. Use it only
 * if the front end relays such answers. Returns 0 or ERR_INTERRUPTED. */
int response_interim(struct response *p, int status, const struct buffer *fields);

#endif
