/* SPDX-License-Identifier: MIT */
/*
 * What a request says of a file that is its whole body: the name in its path, and its type.
 */
#ifndef LOADLINE_DECLARED_FILE_H
#define LOADLINE_DECLARED_FILE_H

#include "fcgi/http/exchange.h"

#define DECLARED_NAME_MAX 12288 /* bytes of a name, every one of them replaced */

/* Appends the name that the URL gives, as it is kept: percent-decoded, valid UTF-8.
 * ERR_BAD_REQUEST, ERR_METHOD where it is the URL of an upload, or the buffer's failure. */
int declared_file_name(struct exchange *x, struct buffer *out);

/* The Content-Type of a body that is the file itself, NULL where the sender says nothing of it:
 * curl, wget and axios send application/x-www-form-urlencoded with every body that they are given.
 */
const char *declared_file_type(const struct request *r);

#endif
