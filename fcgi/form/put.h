/* SPDX-License-Identifier: MIT */
/*
 * A file as the body of one request: PUT below the collection, as `curl -T` does it, or POST, as
 * `curl --data-binary` and uploaders do that are told to send no form. What follows the base is the
 * file's name, not a place: two PUTs of one name are two uploads.
 */
#ifndef LOADLINE_PUT_H
#define LOADLINE_PUT_H

#include "fcgi/http/exchange.h"

/* Whether the request is a POST of a file: it has a body, and nothing says that it is of another
 * protocol. That it is no form is for the caller to know. */
bool put_is_posted(const struct request *r);

/* The handler, of both methods; the name is that of Content-Disposition, of the path, or of a query
 * parameter: 201 with Location and the upload's description. */
int put_create(struct exchange *x);

#endif
