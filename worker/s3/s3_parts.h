/* SPDX-License-Identifier: MIT */
/*
 * The list of a file's parts in a multipart upload to object storage: what the server has
 * acknowledged. Its text is in info.json before the next step, so that a later run continues from
 * it alone.
 */
#ifndef LOADLINE_S3_PARTS_H
#define LOADLINE_S3_PARTS_H

#include "base/buffer.h"
#include "worker/s3/s3_wire.h"

#include <stdbool.h>
#include <stdint.h>

#define S3_UPLOAD_ID_MAX 1024 /* bytes */
#define S3_PARTS_MAX 10000

struct s3_parts {
    char *url; /* of the object */
    char *upload_id;
    int64_t size, part_size; /* bytes; all parts have the same size, but the last */
    int count;
    bool completing;             /* the server was asked to put them together */
    char (*etags)[S3_ETAG_SIZE]; /* "" for a part that is not acknowledged */
};

/* Lists the parts of a new multipart upload: part_size each, or more if there were more than
 * max_parts of them. size is greater than 0. The caller frees it with s3_parts_free(). 0,
 * ERR_NOMEM, or ERR_BOUND if the id is too long. */
int s3_parts_begin(struct s3_parts *p, const char *url, const char *upload_id, int64_t size,
                   int64_t part_size, int64_t max_parts);

/* Frees the content; the list is then empty: count is 0. */
void s3_parts_free(struct s3_parts *p);

/* Returns the list as JSON object text, which the caller frees, or NULL. */
char *s3_parts_text(const struct s3_parts *p);

/* Reads such a text into an uninitialised list. 0, ERR_SYNTAX or ERR_NOMEM; the list is empty
 * then. */
int s3_parts_from_text(const char *text, struct s3_parts *out);

int64_t s3_parts_size(const struct s3_parts *p, int i); /* bytes of part i, counted from 0 */
int64_t s3_parts_stored(const struct s3_parts *p);      /* bytes of those acknowledged */

/* Appends the body of CompleteMultipartUpload. */
void s3_parts_body(const struct s3_parts *p, struct buffer *out);

#endif
