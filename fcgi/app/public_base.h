/* SPDX-License-Identifier: MIT */
/*
 * What the URLs of this site begin with, as clients see them: from public_url; else from the
 * request, and from what a proxy of trusted_proxies says of the one that it was asked.
 */
#ifndef LOADLINE_PUBLIC_BASE_H
#define LOADLINE_PUBLIC_BASE_H

#include "base/buffer.h"
#include "config/config.h"
#include "fcgi/http/request.h"

#define PUBLIC_BASE_HOST_SIZE 256
#define PUBLIC_BASE_PATH_SIZE 1024

/* The host, with its port where that is said, that the client asked: of the request, whatever
 * public_url is. NULL: there is no usable one. */
const char *public_base_host(const struct config *c, const struct request *r,
                             char host_out[PUBLIC_BASE_HOST_SIZE]);

/* Appends "scheme://host"; nothing where the request names no usable host: a URL is then a path. */
void public_base_add_origin(const struct config *c, const struct request *r, struct buffer *b);

/* Appends the path below which the site is, such as "/files", without a slash at its end; nothing
 * where that is the root. */
void public_base_add_path(const struct config *c, const struct request *r, struct buffer *b);

#endif
