/* SPDX-License-Identifier: MIT */
/*
 * Writing to the front end, shared by request.c and response.c. Not for other modules.
 */
#ifndef LOADLINE_REQUEST_NATIVE_H
#define LOADLINE_REQUEST_NATIVE_H

#include "fcgi/http/request.h"

/* Writes bytes of the answer. Returns 0, or ERR_INTERRUPTED if the front end has disconnected. */
int request_write(struct request *r, const char *bytes, size_t len);

/* Flushes what was written so far. Returns 0 or ERR_INTERRUPTED. */
int request_flush(struct request *r);

#endif
