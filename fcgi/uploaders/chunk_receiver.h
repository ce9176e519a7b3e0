/* SPDX-License-Identifier: MIT */
/*
 * Receives one chunk: finds or creates its upload, brings the bytes into the spool, and answers.
 * The handler pushes the bytes, because they come in a form or as the body itself.
 */
#ifndef LOADLINE_CHUNK_RECEIVER_H
#define LOADLINE_CHUNK_RECEIVER_H

#include "fcgi/http/exchange.h"
#include "fcgi/uploaders/chunk.h"

/* The file as its request describes it; strings are borrowed and may be NULL. */
struct chunk_file {
    const char *name, *type;
    const char *alias; /* by which older pages ask for the progress (X-Progress-ID) */
    /* Makes the fields of the form or the query, JSON object text, for the chunk that creates the
     * upload. The caller frees *json_out, which may be NULL. NULL: there are none. */
    int (*make_fields)(void *arg, char **json_out);
    void *arg;
};

struct chunk_receiver;

/* Begins the chunk. Returns 0, and then the caller frees *out with chunk_receiver_free(); otherwise
 * an error, for which chunk_answer_refusal() is the answer: those of chunk_upload_find(),
 * intake_create() and intake_piece_begin(). */
int chunk_receiver_begin(struct exchange *x, const struct chunk *c, const struct chunk_file *file,
                         struct chunk_receiver **out);

/* Takes the next bytes. Errors of intake_piece_append(). */
int chunk_receiver_append(struct chunk_receiver *r, const char *bytes, size_t len);

/* All bytes of the chunk have come: keeps it and answers. Errors of intake_piece_end(), or of
 * sending the answer. */
int chunk_receiver_end(struct chunk_receiver *r);

/* Frees the receiver, and leaves a chunk that has not ended. Clears the pointer; accepts NULL. */
void chunk_receiver_free(struct chunk_receiver **r);

/* Answers the question whether the chunk is stored. Errors as chunk_receiver_begin(). */
int chunk_receiver_ask(struct exchange *x, const struct chunk *c);

#endif
