/* SPDX-License-Identifier: MIT */
/*
 * The fields of a chunk's request: first those of its form, then those of its query.
 */
#ifndef LOADLINE_CHUNK_REQUEST_H
#define LOADLINE_CHUNK_REQUEST_H

#include "fcgi/http/exchange.h"
#include "fcgi/uploaders/chunk.h"

#define CHUNK_REQUEST_VALUES 16

/* Values of the query that were asked for; they live until chunk_request_free(). */
struct chunk_request {
    const struct request *request;
    const struct chunk_fields *form; /* borrowed; NULL: the request is no form */
    struct {
        char *name, *value;
    } values[CHUNK_REQUEST_VALUES];
    size_t count;
};

void chunk_request_init(struct chunk_request *q, const struct request *r,
                        const struct chunk_fields *form);
void chunk_request_free(struct chunk_request *q);

/* Reads the chunk that the request brings or asks about. Its strings live as long as q and the
 * form. Returns 0, or ERR_PART with the reason in x->detail. */
int chunk_request_read(struct exchange *x, const struct dialect *d, struct chunk_request *q,
                       struct chunk *out);

#endif
