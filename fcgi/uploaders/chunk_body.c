/* SPDX-License-Identifier: MIT */
/*
 * The fields of such a chunk are in the query or in the header.
 */
#include "fcgi/uploaders/chunk_body.h"

#include "fcgi/app/gate.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/chunk_request.h"
#include "fcgi/uploaders/dialect_request.h"

static int chunk_body_read(struct exchange *x, struct chunk_receiver *r)
{
    const char *bytes;

    for (;;) {
        int n = request_read(x->request, &bytes);
        if (n <= 0)
            return n;
        int rc = chunk_receiver_append(r, bytes, (size_t)n);
        if (rc != 0)
            return rc;
    }
}

int chunk_body_receive(struct exchange *x, const struct dialect *d, const struct chunk_file *file)
{
    struct chunk_receiver *r = NULL;
    struct chunk_request q;
    struct chunk c;

    chunk_request_init(&q, x->request, NULL);
    int rc = chunk_request_read(x, d, &q, &c);
    if (rc == 0 && c.name == NULL)
        c.name = file->name;
    if (rc == 0)
        rc = chunk_receiver_begin(x, &c, file, &r);
    if (rc == 0)
        rc = chunk_body_read(x, r);
    if (rc == 0)
        rc = chunk_receiver_end(r);
    chunk_receiver_free(&r);
    chunk_request_free(&q);
    return rc != 0 ? chunk_answer_refusal(x, d, rc) : 0;
}

int chunk_body_ask(struct exchange *x)
{
    struct dialect_view v;
    struct chunk_request q;
    struct chunk c;

    dialect_read(x->request, &v);
    const struct dialect *d = dialect_of_chunk(x, &v);
    if (d == NULL)
        return chunk_answer_missing(x);
    chunk_request_init(&q, x->request, NULL);
    /* The route is open to everybody, but what is stored only to its owner. */
    int rc = gate_admit(x, ACCESS_READ);
    if (rc == 0)
        rc = chunk_request_read(x, d, &q, &c);
    bool may_ask = rc == 0 && !access_is_limited(&x->principal);
    rc = may_ask ? chunk_receiver_ask(x, &c) : chunk_answer_missing(x);
    chunk_request_free(&q);
    return rc;
}
