/* SPDX-License-Identifier: MIT */
/*
 * A tus request has the field Tus-Resumable. A request of the IETF draft has fields that tus lacks.
 * A form has its media type.
 */
#include "fcgi/http/request_protocol.h"

#include "fcgi/http/field_parameters.h"

#include <string.h>
#include <strings.h>

bool tus_is_spoken(const struct request *r)
{
    return request_header(r, "Tus-Resumable") != NULL;
}

bool tus_is_media_type(const struct request *r)
{
    const char *type = request_header(r, "Content-Type");
    size_t len = strlen(TUS_MEDIA_TYPE);

    return type != NULL && strncasecmp(type, TUS_MEDIA_TYPE, len) == 0 &&
           (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

bool resumable_is_media_type(const struct request *r)
{
    const char *type = request_header(r, "Content-Type");

    return type != NULL && field_parameters_is(type, strlen(type), RESUMABLE_MEDIA_TYPE);
}

bool resumable_is_spoken(const struct request *r)
{
    if (request_header(r, "Tus-Resumable") != NULL)
        return false;
    return request_header(r, "Upload-Complete") != NULL ||
           request_header(r, "Upload-Incomplete") != NULL ||
           request_header(r, "Upload-Draft-Interop-Version") != NULL || resumable_is_media_type(r);
}

bool form_is_spoken(const struct request *r)
{
    const char *type = request_header(r, "Content-Type");

    return type != NULL && field_parameters_is(type, strlen(type), "multipart/form-data");
}
