/* SPDX-License-Identifier: MIT */
/*
 * The header fields of one part of a form, from their bytes to what a handler needs to know.
 */
#ifndef LOADLINE_MULTIPART_HEADERS_H
#define LOADLINE_MULTIPART_HEADERS_H

#include "base/buffer.h"
#include "fcgi/form/multipart.h"

struct multipart_fields {
    struct multipart_part part; /* points into the buffers */
    struct buffer name, filename, type;
};

/* Reads the block of fields with its empty last line; the bytes are changed (unfolded). fields_out
 * is to be freed in every case. ERR_BAD_FORM where it breaks RFC 7578, ERR_PART and ERR_CODING
 * where the part is not all of a file, or not the file itself; ERR_NOMEM. */
int multipart_headers_parse(char *block, size_t len, struct multipart_fields *fields_out);
void multipart_headers_free(struct multipart_fields *fields);

#endif
