/* SPDX-License-Identifier: MIT */
/*
 * URLs for answers. They are absolute if public_base.h knows a host. All functions append to b; the
 * caller checks the buffer's error.
 */
#ifndef LOADLINE_REQUEST_URLS_H
#define LOADLINE_REQUEST_URLS_H

#include "fcgi/app/app.h"
#include "base/buffer.h"
#include "fcgi/http/request.h"

#define REQUEST_URLS_MAX 2048

/* Appends the common beginning: origin, if known, and path prefix. */
void request_urls_add_base(const struct config *c, const struct request *r, struct buffer *b);

/* Appends ID.KEY, by which clients name an upload: never log it. Returns 0 or ERR_INTERNAL. */
int request_urls_add_capability(const struct app *app, const char *id, struct buffer *b);

/* Appends the URL of an upload with its key: never log it. Returns 0 or ERR_INTERNAL. */
int request_urls_add_upload(const struct app *app, const struct request *r, const char *id,
                            struct buffer *b);

/* Appends the URL of an upload's page with its key, where the user can cancel or retry: never log
 * it. Returns 0 or ERR_INTERNAL. */
int request_urls_add_page(const struct app *app, const struct request *r, const char *id,
                          struct buffer *b);

/* Appends the URL of an upload's progress. */
void request_urls_add_progress(const struct config *c, const struct request *r, const char *id,
                               struct buffer *b);

#endif
