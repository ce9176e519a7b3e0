/* SPDX-License-Identifier: MIT */
/*
 * The beginning of this site's URLs as clients see them. It comes from public_url, or else from the
 * request and from what a proxy of trusted_proxies reports.
 */
#ifndef LOADLINE_PUBLIC_BASE_H
#define LOADLINE_PUBLIC_BASE_H

#include "base/buffer.h"
#include "config/config.h"
#include "fcgi/http/request.h"

#define PUBLIC_BASE_HOST_SIZE 256
#define PUBLIC_BASE_PATH_SIZE 1024

/* Returns the host that the client asked for, with the port if the request has one; public_url is
 * not used. The result points into host_out or into the request. NULL: the request has no usable
 * host. */
const char *public_base_host(const struct config *c, const struct request *r,
                             char host_out[PUBLIC_BASE_HOST_SIZE]);

/* Appends "scheme://host", or nothing if the request has no usable host: the URL is then a path. */
void public_base_add_origin(const struct config *c, const struct request *r, struct buffer *b);

/* Appends the site's path prefix, such as "/files", without a trailing slash, or nothing if the
 * site is at the root. */
void public_base_add_path(const struct config *c, const struct request *r, struct buffer *b);

#endif
