/* SPDX-License-Identifier: MIT */
/*
 * Which protocol an upload request speaks.
 */
#ifndef LOADLINE_REQUEST_PROTOCOL_H
#define LOADLINE_REQUEST_PROTOCOL_H

#include "fcgi/http/request.h"

#define TUS_MEDIA_TYPE "application/offset+octet-stream"
#define RESUMABLE_MEDIA_TYPE "application/partial-upload"

/* Whether the request says that it is of tus. */
bool tus_is_spoken(const struct request *r);

/* Whether the Content-Type is the one of PATCH bodies. */
bool tus_is_media_type(const struct request *r);

/* Whether the request is of the draft: it says something that only the draft has, and is not of
 * tus. */
bool resumable_is_spoken(const struct request *r);

/* Whether the content is of the type that the draft has for a part of a file. */
bool resumable_is_media_type(const struct request *r);

/* Whether the request's Content-Type is multipart/form-data. */
bool form_is_spoken(const struct request *r);

#endif
