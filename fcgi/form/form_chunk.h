/* SPDX-License-Identifier: MIT */
/*
 * A form that brings one chunk of a file, as browser uploaders send it (fcgi/uploaders/).
 */
#ifndef LOADLINE_FORM_CHUNK_H
#define LOADLINE_FORM_CHUNK_H

#include "fcgi/form/form_fields.h"
#include "fcgi/http/exchange.h"
#include "fcgi/uploaders/chunk_receiver.h"
#include "fcgi/uploaders/dialect_request.h"

struct form_chunk {
    const struct dialect *dialect; /* of the chunk; NULL: the form brings none */
    struct chunk_receiver *receiver;
};

/* The dialect of a form without a file, which only begins an upload in chunks; NULL: another form.
 */
const struct dialect *form_chunk_beginning(struct exchange *x);

/* The name of a whole file: a field's where a script calls it "blob". */
const char *form_chunk_name_file(const struct dialect_view *said, const struct form_fields *fields,
                                 const char *filename);

/* Begins the chunk with the form's first file part. Errors of chunk_receiver_begin(), and ERR_PART.
 */
int form_chunk_begin(struct form_chunk *c, struct exchange *x, const struct dialect *d,
                     const struct form_fields *fields, const struct chunk_file *file);

/* Answers, once the form has been read with the result rc: keeps the chunk, begins the upload with
 * these fields (JSON object text), or refuses. Frees the receiver. Returns rc, or the error of
 * keeping it. */
int form_chunk_end(struct form_chunk *c, struct exchange *x, const char *fields, int rc);

#endif
