/* SPDX-License-Identifier: MIT */
/*
 * Finds the upload that the path of a request to upload.fcgi names. Clients use ID.KEY, where the
 * key grants access. Administrators may use the id alone, because documents and webhooks contain no
 * keys.
 */
#ifndef LOADLINE_NAMED_UPLOAD_H
#define LOADLINE_NAMED_UPLOAD_H

#include "fcgi/http/exchange.h"

/* Writes the id found in x->rest; x->principal must be set. Returns 0, or ERR_NOT_FOUND if the key
 * is wrong or a client that is no administrator sends an id alone. It does not reveal whether such
 * an upload exists. */
int named_upload_find(const struct exchange *x, char id_out[ID_SIZE]);

#endif
