/* SPDX-License-Identifier: MIT */
/*
 * The parser's output for a body as text. The text must be the same however the body is cut. For
 * the unit test and the fuzz target.
 */
#ifndef LOADLINE_TRANSCRIPT_H
#define LOADLINE_TRANSCRIPT_H

#include "base/buffer.h"
#include "fcgi/form/multipart.h"

struct transcript {
    struct buffer text; /* "<name|filename|type>DATA</>" per part, then the result's code */
    size_t runs;        /* number of part_data calls */
    size_t parts;
    int refuse_at; /* this call, counted from 1, returns ERR_NO_SPACE; 0: none */
    int calls;
};

/* Parses the body in pieces of piece bytes, the first of first bytes. Returns the parser's last
 * result. The caller frees text. */
int transcript_make(const char *boundary, const struct multipart_limits *limits, const char *body,
                    size_t len, size_t first, size_t piece, struct transcript *t);
void transcript_free(struct transcript *t);

#endif
