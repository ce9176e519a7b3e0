/* SPDX-License-Identifier: MIT */
/*
 * Signed requests to object storage, several at once. A body that is a part of a file is read while
 * it is sent, so that a request needs little memory whatever its size.
 */
#ifndef LOADLINE_S3_WIRE_H
#define LOADLINE_S3_WIRE_H

#include "base/buffer.h"
#include "base/id.h"
#include "s3/s3_credentials.h"

#include <stdbool.h>
#include <stdint.h>

#define S3_ETAG_SIZE 65     /* of an ETag without its quotes, with a NUL */
#define S3_SHA256_SIZE 65   /* hex digits and a NUL */
#define S3_ANSWER_MAX 65536 /* bytes of an answer's body; the rest is dropped */
#define S3_HEADERS_MAX 8    /* of one request, besides those of every request */

struct s3_request {
    const char *method;
    const char *url;                         /* with its query, sorted and encoded */
    const char *headers[S3_HEADERS_MAX + 1]; /* "name: value", ends with NULL */
    const char *body;                        /* or NULL */
    int fd;                                  /* if body is NULL: the file, from at on */
    int64_t at, size;                        /* size: of the body in both cases */
    char sha256[S3_SHA256_SIZE];             /* of the body */
    int64_t timeout_ms;                      /* without any byte in either direction */
    bool alone; /* on a connection of its own: libcurl then never sends it twice */
};

struct s3_answer {
    bool ended;
    int status;              /* HTTP status; 0: no answer */
    char problem[256];       /* why there is none */
    char etag[S3_ETAG_SIZE]; /* "" if there is none that fits */
    char id[ID_SIZE];        /* the metadata loadline-id, or "" */
    int64_t length;          /* Content-Length, or -1 */
    struct buffer body;      /* S3_ANSWER_MAX bytes at most; the caller frees it */
};

struct s3_wire;

/* The region is borrowed. Owned by the caller; NULL when out of memory. */
struct s3_wire *s3_wire_new(const char *region);

/* Aborts the requests in progress and clears the pointer. NULL is fine. */
void s3_wire_free(struct s3_wire **wire);

/* Aborts the requests in progress; their answers are never filled. */
void s3_wire_drop(struct s3_wire *wire);

/* Starts a request. *q with everything it points to, and *a, must stay in place until a->ended; the
 * credentials are copied. Returns 0 or ERR_NOMEM. */
int s3_wire_add(struct s3_wire *wire, const struct s3_request *q, const struct s3_credentials *by,
                struct s3_answer *a);

/* Works on all requests for at most wait_ms, or until one has ended. */
void s3_wire_poll(struct s3_wire *wire, int wait_ms);

#endif
