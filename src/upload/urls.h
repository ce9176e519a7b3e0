/* SPDX-License-Identifier: MIT */
/*
 * What follows in the URLs of this site behind the origin and the path below which the site is.
 */
#ifndef LOADLINE_URLS_H
#define LOADLINE_URLS_H

#include "base/buffer.h"
#include "config/config.h"
#include "base/id.h"

/* Appends an upload's own path, with its key: never log it. ERR_INTERNAL, or the buffer's failure.
 */
int urls_add_upload(const struct config *c, const struct secret *secret, const char *id,
                    struct buffer *b);

/* Appends the path of its progress. */
void urls_add_progress(const struct config *c, const char *id, struct buffer *b);

#endif
