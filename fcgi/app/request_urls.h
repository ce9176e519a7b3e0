/* SPDX-License-Identifier: MIT */
/*
 * URLs that go into answers: absolute, where public_base.h knows a host.
 */
#ifndef LOADLINE_REQUEST_URLS_H
#define LOADLINE_REQUEST_URLS_H

#include "fcgi/app/app.h"
#include "base/buffer.h"
#include "fcgi/http/request.h"

#define REQUEST_URLS_MAX 2048

/* Appends what all of them begin with: the origin, where it is known, and the path below which the
 * site is. */
void request_urls_add_base(const struct config *c, const struct request *r, struct buffer *b);

/* Appends the URL of an upload with its key: never log it. 0 or ERR_INTERNAL. */
int request_urls_add_upload(const struct app *app, const struct request *r, const char *id,
                            struct buffer *b);

/* Appends the URL of an upload's page with its key, where it can be cancelled and tried again:
 * never log it. 0 or ERR_INTERNAL. */
int request_urls_add_page(const struct app *app, const struct request *r, const char *id,
                          struct buffer *b);

/* Appends the URL of an upload's progress. */
void request_urls_add_progress(const struct config *c, const struct request *r, const char *id,
                               struct buffer *b);

#endif
