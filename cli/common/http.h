/* SPDX-License-Identifier: MIT */
/*
 * One HTTP request at a time and its answer, whatever its status; connections are kept for the next
 * one. The only module of the tool that knows libcurl. Redirects are not followed: a token goes
 * where people sent it.
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

/* Everything is borrowed for the call; zero and NULL are defaults. */
struct http_request {
    const char *method, *url;   /* http or https */
    const char *const *headers; /* "Name: value" each, up to NULL; or NULL */
    const char *token;          /* of Authorization: Bearer, or NULL */
    const char *socket_path;    /* a UNIX socket instead of the URL's host; or NULL */
    bool direct;                /* through no proxy, whatever the environment says */
    bool http1;                 /* HTTP/1.1 also where HTTP/2 is offered, which upgrades nothing */

    const char *body;   /* from memory; NULL: none, unless read is there */
    int64_t body_bytes; /* -1, with read: not known before its end, sent chunked */
    /* The next piece of the body: how many bytes, 0 at its end, HTTP_READ_FAILED. */
    size_t (*read)(void *arg, char *bytes, size_t room);

    /* Takes the answer's body as it comes; false stops. NULL: it is collected. */
    bool (*take)(void *arg, const char *bytes, size_t len);
    size_t answer_max; /* bytes that are collected at most; 0: HTTP_ANSWER_MAX */
#define HTTP_ANSWER_MAX ((size_t)1 << 20)

    /* Called once a second at least, with the bytes of the body handed over so far; false stops. */
    bool (*progress)(void *arg, int64_t sent);
    void *arg; /* of the four */

    int64_t timeout_ms; /* of the whole; 0: none */
    int64_t stall_ms;   /* without any byte either way; 0: none. Whole seconds count. */
};

struct http_answer {
    int status; /* 0: none came */
    struct buffer
        fields; /* the header sections, interim ones (RFC 9110 section 15.2) first, line by line */
    struct buffer body;
    char failure[HTTP_FAILURE_SIZE]; /* why there is none, for people */
};

/* NULL when out of memory. */
struct http *http_new(void);
void http_free(struct http **h);

/* 0: there is an answer of whatever status. ERR_INTERRUPTED: read, take, progress or a signal
 * (interrupt.h) stopped it; ERR_TIMEOUT; ERR_BOUND: the answer is too large; ERR_SYNTAX: no URL of
 * http or https; ERR_NOMEM; ERR_IO: not reached, or cut off. answer_out is valid in every case,
 * with what had come: http_answer_free(). */
int http_perform(struct http *h, const struct http_request *r, struct http_answer *answer_out);
void http_answer_free(struct http_answer *a);

/* The value of a field of the final answer, trimmed, into value; NULL: it has none. */
const char *http_field(const struct http_answer *a, const char *name, char value[HTTP_VALUE_SIZE]);

/* What Retry-After asks for: seconds or a date (RFC 9110 section 10.2.3). 0: nothing, or none of
 * both. */
int64_t http_wait_ms(const struct http_answer *a);

/* reference as seen from base (RFC 3986 section 5), for the caller to free. NULL: no URL. */
char *http_resolve(const char *base, const char *reference);

/* Whether both URLs are of one origin (RFC 6454 section 4): scheme, host and port. */
bool http_same_origin(const char *a, const char *b);

#endif
