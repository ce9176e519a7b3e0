/* SPDX-License-Identifier: MIT */
/*
 * Makes the paths of this site's URLs: the part after the origin and the site's base path.
 */
#ifndef LOADLINE_URLS_H
#define LOADLINE_URLS_H

#include "base/buffer.h"
#include "config/config.h"
#include "base/id.h"

/* Appends an upload's path with its key: never log it. 0, ERR_INTERNAL, or the buffer's failure. */
int urls_add_upload(const struct config *c, const struct secret *secret, const char *id,
                    struct buffer *b);

/* Appends the path of an upload's progress. The buffer keeps failures. */
void urls_add_progress(const struct config *c, const char *id, struct buffer *b);

/* Returns the path of the host (settings host_path and host_paths) that the URL of an upload has in
 * front of upload_path; "" if there is none. `before` is the length of the URL before its last
 * segment. Whatever stands before, such as the path of public_url, does not count. */
const char *urls_host_path(const struct config *c, const char *url, size_t before);

#endif
