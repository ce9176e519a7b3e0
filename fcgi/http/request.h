/* SPDX-License-Identifier: MIT */
/*
 * One FastCGI request as a handler sees it: method, path, header fields, and a body that the
 * handler reads as it arrives. Only this module and response.c know libfcgi.
 */
#ifndef LOADLINE_REQUEST_H
#define LOADLINE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;

/* Creates a request object; each thread reuses its own for all its requests. Returns 0, ERR_NOMEM
 * or ERR_INTERNAL. request_free() accepts NULL and clears the caller's pointer. */
int request_new(struct request **out);
void request_free(struct request **r);

/* Initialises libfcgi and removes its signal handlers. Call it once before the first request, with
 * the ending signals blocked. Returns 0 or ERR_INTERNAL. */
int request_library_start(void);

/* Reads the head of a request from fd. True: fd belongs to the request until request_finish().
 * False: no request could be read, and fd is closed. */
bool request_begin(struct request *r, int fd);

/* The state in which a request leaves its connection. */
struct request_rest {
    int fd;       /* ownership passes to the caller; -1: already closed */
    bool kept;    /* open for the next request */
    bool drained; /* if not kept: no more bytes will arrive */
};

/* Ends the request and returns its connection. The caller closes one that is not kept: at once if
 * it is drained; otherwise only after reading what the front end still sends, or the front end
 * loses the answer. */
struct request_rest request_finish(struct request *r);

/* The method in upper case; X-HTTP-Method-Override replaces REQUEST_METHOD. The strings of this and
 * the next four functions are valid until request_finish(), at least. */
const char *request_method(const struct request *r);

/* The path of REQUEST_URI as sent (percent-encoding kept), and its query, "" without one. */
const char *request_path(const struct request *r);
const char *request_query(const struct request *r);

/* A header field by its HTTP name, or NULL. Case does not matter, and "-" equals "_", as in CGI. */
const char *request_header(const struct request *r, const char *name);

/* A CGI variable such as REMOTE_ADDR, or NULL. */
const char *request_variable(const struct request *r, const char *name);

/* Size of all header fields together, names and values, in bytes. */
size_t request_header_bytes(const struct request *r);

/* CONTENT_LENGTH in bytes, or -1 if the front end sent none (a chunked body). */
int64_t request_content_length(const struct request *r);

/* Whether the request announces a body. */
bool request_has_body(const struct request *r);

/* Returns the bytes that have arrived and waits only for the first of them. The pointer is valid
 * until the next call. Returns their number (at most INT_MAX), 0 at the end of the body,
 * ERR_INTERRUPTED if the sender disconnected before CONTENT_LENGTH bytes, or the reason given to
 * request_interrupt(). */
int request_read(struct request *r, const char **bytes_out);

/* Says where in its file the next byte goes that request_read() returns. Reads then end at page
 * boundaries of that file, which halves the cost of writing it. */
void request_align_body(struct request *r, int64_t offset);

/* Gives back bytes that request_read() has returned: its next call returns a copy of them. Only
 * once in a request. Returns 0 or ERR_NOMEM. */
int request_unread(struct request *r, const char *bytes, size_t len);

/* Takes the whole body if it has between 1 and max bytes and has arrived; it waits only for the
 * first of them. Else *body_out is NULL, and the body is still to be read. The caller frees the
 * body. Returns 0, ERR_NOMEM, or the error of request_read() if no byte came. */
int request_take_brief(struct request *r, size_t max, char **body_out, size_t *len_out);

/* A snapshot of how the request's bytes move. */
struct request_flow {
    unsigned serial; /* changes with each request */
    bool writing;  /* the wait is for the reader of the answer; false: for the sender of the body */
    int64_t moved; /* bytes given to the handler, plus bytes of the answer that the front end has
                      taken */
    int64_t waited_ms;        /* total time waited for the other side, without the current wait */
    int64_t waiting_since_ms; /* monotonic start of the current wait for the other side; 0: not
                                 waiting */
    int64_t front_since_ms; /* the same for what the front end itself sends: the head and the end of
                               the body */
};

/* Returns the current state. Thread-safe. */
struct request_flow request_flow(struct request *r);

/* Whether so little of the answer is unsent that the rest can be written without waiting. */
bool request_is_nearly_sent(struct request *r);

/* Ends the body: request_read() returns reason after the bytes that had already arrived. The answer
 * can still be sent. Does nothing to a finished request. Thread-safe. */
void request_interrupt(struct request *r, int reason);

/* Like request_interrupt(), but only if the request still has that serial. */
void request_interrupt_one(struct request *r, unsigned serial, int reason);

/* Ends body and answer of the request if it still has that serial; writing then fails. Thread-safe.
 */
void request_cut_one(struct request *r, unsigned serial, int reason);

/* Parses a header field's value that is a non-negative decimal number and nothing else. Returns 0;
 * ERR_SYNTAX, also for NULL; ERR_BOUND if it exceeds an int64_t. */
int request_parse_number(const char *text, int64_t *out);

/* Copies the value of a query parameter into buf, percent-decoded and terminated. Returns 0,
 * ERR_NOT_FOUND if absent, ERR_BOUND if it does not fit or holds a zero byte. */
int request_query_value(const struct request *r, const char *name, char *buf, size_t size);

#endif
