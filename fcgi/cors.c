/* SPDX-License-Identifier: MIT */
/*
 * The fields that browsers of other origins ask for.
 */
#include "cors.h"

#include "origin.h"

#include <string.h>

#define MAX_AGE_S "86400"
#define REQUEST_FIELDS                                                                             \
    "Authorization, Content-Digest, Content-Disposition, Content-Type, If-None-Match, "            \
    "Repr-Digest, Tus-Resumable, Upload-Complete, Upload-Concat, Upload-Defer-Length, "            \
    "Upload-Draft-Interop-Version, Upload-Length, Upload-Metadata, Upload-Offset, "                \
    "X-HTTP-Method-Override, X-Requested-With"
#define ANSWER_FIELDS                                                                              \
    "Accept-Patch, ETag, Location, Retry-After, Tus-Extension, Tus-Max-Size, "                     \
    "Tus-Resumable, Tus-Version, Upload-Complete, Upload-Draft-Interop-Version, "                  \
    "Upload-Expires, Upload-Length, Upload-Limit, Upload-Metadata, Upload-Offset"

bool cors_allowed(const struct config *c, const char *origin)
{
    for (char **o = c->cors_origins; o != NULL && *o != NULL; o++)
        if (strcmp(*o, "*") == 0 || strcmp(*o, origin) == 0)
            return true;
    return false;
}

void cors_apply(const struct config *c, struct exchange *x)
{
    const char *origin = request_header(x->request, "Origin");

    if (origin == NULL || !cors_allowed(c, origin))
        return;
    response_header(x->response, "Access-Control-Allow-Origin", origin);
    if (strcmp(c->auth, "none") != 0 && origin_is_named(c, origin))
        response_header(x->response, "Access-Control-Allow-Credentials", "true");
    response_header(x->response, "Access-Control-Expose-Headers", ANSWER_FIELDS);
    response_header(x->response, "Vary", "Origin");
}

bool cors_preflight(const struct config *c, struct exchange *x, const char *methods)
{
    const char *origin = request_header(x->request, "Origin");

    if (origin == NULL || request_header(x->request, "Access-Control-Request-Method") == NULL)
        return false;
    if (cors_allowed(c, origin)) {
        response_header(x->response, "Access-Control-Allow-Methods", methods);
        response_header(x->response, "Access-Control-Allow-Headers", REQUEST_FIELDS);
        response_header(x->response, "Access-Control-Max-Age", MAX_AGE_S);
    }
    (void)response_send(x->response, 204, NULL, NULL, 0);
    return true;
}
