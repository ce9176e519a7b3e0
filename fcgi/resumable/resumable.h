/* SPDX-License-Identifier: MIT */
/*
 * "Resumable Uploads for HTTP" (draft-ietf-httpbis-resumable-upload, interop version 8, and 3 to 7
 * where clients differ), on the same URLs as tus. One handler per method. Each returns 0 once it
 * has answered, or an error that the router answers as a problem document.
 */
#ifndef LOADLINE_RESUMABLE_H
#define LOADLINE_RESUMABLE_H

#include "fcgi/http/exchange.h"

#define RESUMABLE_VERSION 8
#define RESUMABLE_VERSION_MIN 3 /* uses Upload-Incomplete instead of Upload-Complete */

/* Adds to an answer to OPTIONS the fields that the draft's clients need: Accept-Patch and
 * Upload-Limit. */
void resumable_announce(struct exchange *x);

int resumable_create(struct exchange *x); /* POST on the collection, PUT of a name below it */
int resumable_head(struct exchange *x);
int resumable_append(struct exchange *x); /* PATCH */
int resumable_delete(struct exchange *x);

#endif
