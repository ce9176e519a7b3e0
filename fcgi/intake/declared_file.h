/* SPDX-License-Identifier: MIT */
/*
 * Name and type of a file that is the whole body of a request: the name from its path, the type
 * from its header.
 */
#ifndef LOADLINE_DECLARED_FILE_H
#define LOADLINE_DECLARED_FILE_H

#include "fcgi/http/exchange.h"

#define DECLARED_NAME_MAX 12288 /* bytes of a name if every byte of it were replaced */

/* Appends the name from the URL, percent-decoded and as valid UTF-8. Returns 0; ERR_BAD_REQUEST if
 * it is too long or holds a zero byte; ERR_METHOD if it is the URL of an upload; or the buffer's
 * error. */
int declared_file_name(struct exchange *x, struct buffer *out);

/* Returns the Content-Type of a body that is the file itself, borrowed from r. NULL if the sender
 * did not choose it: curl, wget and axios label every body application/x-www-form-urlencoded. */
const char *declared_file_type(const struct request *r);

#endif
