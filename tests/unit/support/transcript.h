/* SPDX-License-Identifier: MIT */
/*
 * What the multipart parser said about a body, as text: the same text must come out however the
 * body was cut into pieces. For the unit test and the fuzz target.
 */
#ifndef LOADLINE_TRANSCRIPT_H
#define LOADLINE_TRANSCRIPT_H

#include "base/buffer.h"
#include "fcgi/form/multipart.h"

struct transcript {
    struct buffer text; /* per part "<name|filename|type>DATA</>", then the result's code */
    size_t runs;        /* calls of part_data */
    size_t parts;
    int refuse_at; /* the call of this number, from 1, refuses with ERR_NO_SPACE; 0: none */
    int calls;
};

/* Parses the body in pieces of piece bytes, the first of first bytes. Returns the parser's last
 * result; text is to be freed. */
int transcript_make(const char *boundary, const struct multipart_limits *limits, const char *body,
                    size_t len, size_t first, size_t piece, struct transcript *t);
void transcript_free(struct transcript *t);

#endif
