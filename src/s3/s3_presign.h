/* SPDX-License-Identifier: MIT */
/*
 * Presigned URLs: whoever has one may send one kind of request to one object until it expires,
 * without credentials (AWS Signature Version 4 in the query). Nothing here does I/O.
 */
#ifndef LOADLINE_S3_PRESIGN_H
#define LOADLINE_S3_PRESIGN_H

#include "base/buffer.h"
#include "s3/s3_credentials.h"

#include <stdint.h>

struct s3_presign {
    const char *method; /* the only one that the URL is good for */
    const char *url;    /* of the object, as s3_text_url() makes it */
    const char *region;
    int64_t at_s;      /* the time of signing, Unix seconds */
    int64_t expires_s; /* counted from it; servers accept at most 7 days */
    /* Content-Disposition and Content-Type of the server's answer; NULL: the object's own. */
    const char *disposition, *type;
};

/* Appends the presigned URL. Its host is written as clients send it in Host: in lower case, without
 * the port that the scheme implies. 0, ERR_INTERNAL, ERR_NOMEM, or the buffer's error. */
int s3_presign_add(struct buffer *out, const struct s3_presign *p, const struct s3_credentials *by);

#endif
