/* SPDX-License-Identifier: MIT */
/*
 * A push parser for multipart/form-data (RFC 7578, RFC 2046 section 5.1). It does no I/O, takes
 * the body in pieces cut anywhere, keeps only what it needs to recognise a boundary, and hands
 * the contents of the parts on in runs as large as they came.
 */
#ifndef LOADLINE_MULTIPART_H
#define LOADLINE_MULTIPART_H

#include <stddef.h>

#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046 section 5.1.1 */
#define MULTIPART_BOUNDARY_SIZE (MULTIPART_BOUNDARY_MAX + 1)

struct multipart_limits {
    size_t max_header_bytes; /* of one part's header fields, all together */
    size_t max_parts;
};

/* A part as its header fields announce it; valid until part_begin returns. */
struct multipart_part {
    const char *name;     /* of the form field, UTF-8 */
    const char *filename; /* for display, UTF-8; "" where no file was chosen; NULL: not a file */
    const char *type;     /* Content-Type as sent, printable ASCII; or NULL */
};

/* Called in this order for each part; part_data any number of times, never with len 0. A negative
 * result ends the parse. */
struct multipart_ops {
    int (*part_begin)(void *arg, const struct multipart_part *part);
    int (*part_data)(void *arg, const char *bytes, size_t len);
    int (*part_end)(void *arg);
};

struct multipart;

/* The boundary of a Content-Type value. ERR_MEDIA_TYPE: it is not multipart/form-data;
 * ERR_BAD_FORM: it has no valid boundary. */
int multipart_boundary(const char *content_type, char boundary_out[MULTIPART_BOUNDARY_SIZE]);

/* boundary is of 1 to 70 characters; ops stay the caller's. ERR_NOMEM. */
int multipart_new(const char *boundary, const struct multipart_limits *limits,
                  const struct multipart_ops *ops, void *arg, struct multipart **out);

/* Frees the parser; the part it is in, if any, does not end by that. */
void multipart_free(struct multipart **m);

/* Takes the next len bytes of the body. ERR_BAD_FORM, ERR_TOO_MANY (parts), ERR_PART, ERR_CODING
 * (of a part's fields), ERR_NOMEM, or the callback's result; a failure is final. */
int multipart_feed(struct multipart *m, const char *bytes, size_t len);

/* After the last byte: ERR_BAD_FORM where the closing boundary was not seen, or the failure before.
 */
int multipart_finish(const struct multipart *m);

#endif
