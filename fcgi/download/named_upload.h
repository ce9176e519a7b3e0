/* SPDX-License-Identifier: MIT */
/*
 * Which upload the path of a request to upload.fcgi names. Clients name it by ID.KEY, since the key
 * is their right; administrators may also name it by its id alone, which is all that the documents
 * and webhooks tell them.
 */
#ifndef LOADLINE_NAMED_UPLOAD_H
#define LOADLINE_NAMED_UPLOAD_H

#include "fcgi/http/exchange.h"

/* Finds the id in x->rest; x->principal must be known. ERR_NOT_FOUND where the key does not fit,
 * and for an id alone where the principal is no administrator: whether there is such an upload is
 * not said. */
int named_upload_find(const struct exchange *x, char id_out[ID_SIZE]);

#endif
