/* SPDX-License-Identifier: MIT */
/*
 * One FastCGI request as a handler sees it: method, path, headers, and a body that is read as it
 * comes. With response.c the only code that knows libfcgi.
 */
#ifndef LOADLINE_REQUEST_H
#define LOADLINE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;

/* One per thread, used again and again. */
int request_new(struct request **out);
void request_free(struct request **r);

/* Must have been called once before any request begins, with the signals that end the program
 * blocked: of libfcgi's own handlers none stays. 0 or ERR_INTERNAL. */
int request_library_start(void);

/* Reads the head of a request from a connection where one has come; the connection is the request's
 * until its end. False where there was none: the connection is closed. */
bool request_begin(struct request *r, int fd);

/* What is left of a connection. */
struct request_rest {
    int fd;       /* the caller's now */
    bool kept;    /* for the next request */
    bool drained; /* else: nothing more comes on it */
};

/* Ends the request. One whose rest is not kept is to be closed: at once where it is drained, else
 * the front end loses the answer unless what it still sends is read. */
struct request_rest request_finish(struct request *r);

/* The method, after X-HTTP-Method-Override. */
const char *request_method(const struct request *r);

/* REQUEST_URI's path as sent (percent-encoding kept), and its query, "" without one. */
const char *request_path(const struct request *r);
const char *request_query(const struct request *r);

/* A header field by its HTTP name, or NULL. Names are compared as CGI does. */
const char *request_header(const struct request *r, const char *name);

/* A CGI variable such as REMOTE_ADDR, or NULL. */
const char *request_variable(const struct request *r, const char *name);

/* Bytes of all header fields together, names and values. */
size_t request_header_bytes(const struct request *r);

/* CONTENT_LENGTH in bytes, or -1 where the front end gave none (a chunked body). */
int64_t request_content_length(const struct request *r);

/* Whether a body may follow. */
bool request_has_body(const struct request *r);

/* The bytes that are there, waiting only for the first: a pointer that is valid until the next
 * call. Returns how many (at most INT_MAX), 0 at the end of the body, ERR_INTERRUPTED where the
 * sender went away before CONTENT_LENGTH, or the reason given to request_interrupt(). */
int request_read(struct request *r, const char **bytes_out);

/* How its bytes move. */
struct request_flow {
    unsigned serial; /* another one: another request */
    bool writing;    /* waited is for somebody who reads the answer, else who sends the body */
    int64_t moved; /* bytes given to the handler, and of the answer those taken by the front end */
    int64_t waited_ms; /* how long the other side was waited for, but for the wait that lasts */
    int64_t waiting_since_ms; /* monotonic: since when the other side is waited for, 0: it is not */
    int64_t front_since_ms; /* the same of what the front end says by itself: the head, and the end
                               of the body */
};

/* From any thread: how it stands now. */
struct request_flow request_flow(struct request *r);

/* Whether all but the end of the answer has been taken: the rest fits without waiting. */
bool request_is_nearly_sent(struct request *r);

/* From any thread: ends the body; the reading side gets reason once it has read what had arrived.
 * The answer can still be sent. Does nothing to a request that is finished. */
void request_interrupt(struct request *r, int reason);

/* The same, for the request with that serial only. */
void request_interrupt_one(struct request *r, unsigned serial, int reason);

/* From any thread: ends the body and the answer of the request with that serial; writing fails
 * then. */
void request_cut_one(struct request *r, unsigned serial, int reason);

/* A nonnegative decimal number and nothing else, of a header field. ERR_SYNTAX; ERR_BOUND: greater
 * than any size. */
int request_parse_number(const char *text, int64_t *out);

/* The value of a query parameter, percent-decoded, into buf. ERR_NOT_FOUND where absent, ERR_BOUND
 * where it does not fit. */
int request_query_value(const struct request *r, const char *name, char *buf, size_t size);

#endif
