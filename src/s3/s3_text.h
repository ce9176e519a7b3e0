/* SPDX-License-Identifier: MIT */
/*
 * The texts of the protocol of object storage: URLs whose encoding both sides sign alike, and the
 * few members of its XML answers that count.
 */
#ifndef LOADLINE_S3_TEXT_H
#define LOADLINE_S3_TEXT_H

#include "base/buffer.h"

#include <stdbool.h>

/* Where a bucket is. */
struct s3_place {
    const char *endpoint; /* "http(s)://HOST[:PORT]"; "": Amazon's server of the region */
    const char *region;
    bool in_host; /* the bucket is part of the host's name, not of the path */
};

/* Appends text with each byte but the unreserved ones (RFC 3986 section 2.3), and but slashes if
 * these are to stay, as %XX. */
void s3_text_encode(struct buffer *out, const char *text, bool keep_slashes);

/* Appends the URL of an object. buffer_error() reports failures. */
void s3_text_url(struct buffer *out, const struct s3_place *place, const char *bucket,
                 const char *key);

/* Writes the text of the first element of that name, with references resolved and cut to
 * size - 1 bytes. Whether there is one. */
bool s3_text_element(const char *xml, const char *name, char *out, size_t size);

#endif
