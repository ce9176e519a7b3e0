/* SPDX-License-Identifier: MIT */
/*
 * A push parser for multipart/form-data (RFC 7578, RFC 2046 section 5.1). It does no I/O and
 * accepts the body in pieces cut anywhere. It buffers only what it needs to recognise a boundary
 * and passes contents on in pieces as large as they arrive.
 */
#ifndef LOADLINE_MULTIPART_H
#define LOADLINE_MULTIPART_H

#include <stddef.h>

#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046 section 5.1.1 */
#define MULTIPART_BOUNDARY_SIZE (MULTIPART_BOUNDARY_MAX + 1)

struct multipart_limits {
    size_t max_header_bytes; /* of all header fields of one part */
    size_t max_parts;
};

/* A part as its header fields describe it; valid until part_begin returns. */
struct multipart_part {
    const char *name;     /* name of the form field, UTF-8 */
    const char *filename; /* for display, UTF-8; "": no file chosen; NULL: not a file */
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

/* Extracts the boundary of a Content-Type value. Returns 0; ERR_MEDIA_TYPE if it is not
 * multipart/form-data; ERR_BAD_FORM if it has no valid boundary. */
int multipart_boundary(const char *content_type, char boundary_out[MULTIPART_BOUNDARY_SIZE]);

/* Creates a parser for a boundary of 1 to 70 characters; ops and their argument are borrowed.
 * Returns 0 or ERR_NOMEM. */
int multipart_new(const char *boundary, const struct multipart_limits *limits,
                  const struct multipart_ops *ops, void *arg, struct multipart **out);

/* Frees the parser without ending its current part. Accepts NULL and clears the caller's pointer.
 */
void multipart_free(struct multipart **m);

/* Parses the next len bytes of the body. Returns 0, ERR_BAD_FORM, ERR_TOO_MANY (parts), ERR_PART or
 * ERR_CODING (by a part's fields), ERR_NOMEM, or the callback's error. Every error is final. */
int multipart_feed(struct multipart *m, const char *bytes, size_t len);

/* Call it after the last byte. Returns 0, ERR_BAD_FORM if the closing boundary is missing, or the
 * earlier error. */
int multipart_finish(const struct multipart *m);

#endif
