/* SPDX-License-Identifier: MIT */
/*
 * Which protocol an upload request speaks.
 */
#ifndef LOADLINE_REQUEST_PROTOCOL_H
#define LOADLINE_REQUEST_PROTOCOL_H

#include "fcgi/http/request.h"

#define TUS_MEDIA_TYPE "application/offset+octet-stream"
#define PLAIN_DELETE "plain_delete" /* query parameter: a DELETE that is no request of tus */
#define RESUMABLE_MEDIA_TYPE "application/partial-upload"

/* Whether the request has the field Tus-Resumable. */
bool tus_is_spoken(const struct request *r);

/* Whether the Content-Type is that of tus PATCH bodies. */
bool tus_is_media_type(const struct request *r);

/* Whether the request follows the IETF draft: it has a field or media type of the draft and is no
 * tus request. */
bool resumable_is_spoken(const struct request *r);

/* Whether the Content-Type is the draft's type for a part of a file. */
bool resumable_is_media_type(const struct request *r);

/* Whether the request's Content-Type is multipart/form-data. */
bool form_is_spoken(const struct request *r);

#endif
