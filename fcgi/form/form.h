/* SPDX-License-Identifier: MIT */
/*
 * POST of multipart/form-data on the collection: what browsers have sent since 1995. Each file part
 * is an upload of its own.
 */
#ifndef LOADLINE_FORM_H
#define LOADLINE_FORM_H

#include "fcgi/http/exchange.h"

/* The handler. */
int form_create(struct exchange *x);

/* The same for "…/NAME", where NAME is 32 hex digits that the client's X-Progress-ID is taken from,
 * as lighttpd's old module did. ERR_METHOD for everything else. */
int form_create_named(struct exchange *x);

#endif
