/* SPDX-License-Identifier: MIT */
/*
 * POST of multipart/form-data on the collection, as browsers have sent it since 1995. Each file
 * part becomes an upload.
 */
#ifndef LOADLINE_FORM_H
#define LOADLINE_FORM_H

#include "fcgi/http/exchange.h"

/* Handles the POST. Returns 0 once answered, otherwise an error for the router. */
int form_create(struct exchange *x);

/* The same for "…/NAME": NAME, 32 hex digits, replaces X-Progress-ID, as in an older lighttpd
 * module. Returns ERR_METHOD for any other path or content type. */
int form_create_named(struct exchange *x);

#endif
