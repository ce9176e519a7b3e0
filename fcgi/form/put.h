/* SPDX-License-Identifier: MIT */
/*
 * A file as the whole body of a request: PUT below the collection, as `curl -T` sends it, or POST,
 * as `curl --data-binary` and uploaders without forms send it. The path below the base is the
 * file's name, not a location: two PUTs of one name are two uploads.
 */
#ifndef LOADLINE_PUT_H
#define LOADLINE_PUT_H

#include "fcgi/http/exchange.h"

/* Whether a request, which the caller knows to be a POST without a form, sends a file: it has a
 * body, and no field belongs to another protocol. */
bool put_is_posted(const struct request *r);

/* Handles both methods. The name comes from Content-Disposition, the path or a query parameter.
 * Sends 201 with Location and the upload's description and returns 0; otherwise an error for the
 * router. */
int put_create(struct exchange *x);

#endif
