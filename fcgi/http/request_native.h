/* SPDX-License-Identifier: MIT */
/*
 * The door between request.c and response.c: writing to the front end. Not for other modules.
 */
#ifndef LOADLINE_REQUEST_NATIVE_H
#define LOADLINE_REQUEST_NATIVE_H

#include "fcgi/http/request.h"

/* Writes bytes of the answer. 0, or ERR_INTERRUPTED where the front end went away. */
int request_write(struct request *r, const char *bytes, size_t len);

/* Sends at once what was written so far. 0 or ERR_INTERRUPTED. */
int request_flush(struct request *r);

#endif
