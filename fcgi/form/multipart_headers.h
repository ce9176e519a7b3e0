/* SPDX-License-Identifier: MIT */
/*
 * Parses the header fields of one part of a form.
 */
#ifndef LOADLINE_MULTIPART_HEADERS_H
#define LOADLINE_MULTIPART_HEADERS_H

#include "base/buffer.h"
#include "fcgi/form/multipart.h"

struct multipart_fields {
    struct multipart_part part; /* points into the buffers */
    struct buffer name, filename, type;
};

/* Parses the block of fields, including its empty last line, and modifies it (unfolding). The
 * caller frees fields_out in any case. Returns 0; ERR_BAD_FORM if it violates RFC 7578; ERR_PART or
 * ERR_CODING if the part is not a whole file or not the file itself; ERR_NOMEM. */
int multipart_headers_parse(char *block, size_t len, struct multipart_fields *fields_out);
void multipart_headers_free(struct multipart_fields *fields);

#endif
