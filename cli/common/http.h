/* SPDX-License-Identifier: MIT */
/*
 * One HTTP request at a time and its answer, of any status; connections are reused. Only this
 * module of the tool uses libcurl. It follows no redirects: a token is sent only to the URL that
 * the user gave.
 */
#ifndef LOADLINE_HTTP_H
#define LOADLINE_HTTP_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_FAILURE_SIZE 256
#define HTTP_VALUE_SIZE 4096
#define HTTP_READ_FAILED SIZE_MAX

struct http;

/* Everything is borrowed for the call; zero and NULL select defaults. */
struct http_request {
    const char *method, *url;   /* http or https */
    const char *const *headers; /* "Name: value" each, up to NULL; or NULL */
    const char *token;          /* of Authorization: Bearer, or NULL */
    const char *socket_path;    /* connect to this UNIX socket instead of the URL's host; or NULL */
    bool direct;                /* ignore proxies of the environment */
    bool http1;                 /* HTTP/1.1 even if HTTP/2 is offered, which has no Upgrade */

    const char *body;   /* in memory; NULL: none, unless read is set */
    int64_t body_bytes; /* -1, with read: unknown, sent chunked */
    /* Writes the next piece of the body and returns its length, 0 at the end, or HTTP_READ_FAILED.
     */
    size_t (*read)(void *arg, char *bytes, size_t room);

    /* Takes the answer's body in pieces; false aborts. NULL: the body is collected. */
    bool (*take)(void *arg, const char *bytes, size_t len);
    size_t answer_max; /* most bytes to collect; 0: HTTP_ANSWER_MAX */
#define HTTP_ANSWER_MAX ((size_t)1 << 20)

    /* Called at least once a second, with the bytes of the body sent so far; false aborts. */
    bool (*progress)(void *arg, int64_t sent);
    void *arg; /* argument of the callbacks */

    int64_t timeout_ms; /* of the whole request; 0: none */
    int64_t stall_ms; /* without any byte in either direction; 0: none. Only whole seconds count. */
};

struct http_answer {
    int status;           /* 0: no answer */
    struct buffer fields; /* header sections, interim ones (RFC 9110 section 15.2) first */
    struct buffer body;
    char failure[HTTP_FAILURE_SIZE]; /* why there is no answer, for people */
};

/* The caller owns the result and frees it with http_free(). NULL when out of memory. */
struct http *http_new(void);
void http_free(struct http **h);

/* Performs a request. Returns 0: there is an answer, of any status. ERR_INTERRUPTED: read, take,
 * progress or a signal (interrupt.h) aborted it. ERR_TIMEOUT. ERR_BOUND: the answer is too large.
 * ERR_SYNTAX: not an http or https URL. ERR_NOMEM. ERR_IO: unreachable, or cut off. answer_out is
 * valid in every case, with all that arrived; the caller frees it with http_answer_free(). */
int http_perform(struct http *h, const struct http_request *r, struct http_answer *answer_out);
void http_answer_free(struct http_answer *a);

/* Copies the value of a field of the final answer, trimmed, into value and returns it; NULL: no
 * such field. */
const char *http_field(const struct http_answer *a, const char *name, char value[HTTP_VALUE_SIZE]);

/* Returns the wait of Retry-After, in seconds or as a date (RFC 9110 section 10.2.3), in ms; 0:
 * none or invalid. */
int64_t http_wait_ms(const struct http_answer *a);

/* Resolves reference against base (RFC 3986 section 5). The caller frees the result. NULL: not a
 * URL. */
char *http_resolve(const char *base, const char *reference);

/* Whether both URLs have the same origin (RFC 6454 section 4): scheme, host and port. */
bool http_same_origin(const char *a, const char *b);

#endif
