/* SPDX-License-Identifier: MIT */
/*
 * Sets the fields that browsers require on cross-origin answers.
 */
#include "fcgi/app/cors.h"

#include "access/web_origin.h"
#include "access/preflight.h"

#include <string.h>

bool cors_allowed(const struct config *c, const char *origin)
{
    return web_origin_is_any(c) || web_origin_is_named(c, origin);
}

/* Whether cookies of the page's requests have a meaning here: credentials, or the visitor of a
 * browser uploader. */
static bool cors_reads_cookies(const struct config *c)
{
    return strcmp(c->auth, "none") != 0 || (c->uploaders != NULL && *c->uploaders != NULL);
}

void cors_apply(const struct config *c, struct exchange *x)
{
    const char *origin = request_header(x->request, PREFLIGHT_ORIGIN);

    if (origin == NULL || !cors_allowed(c, origin))
        return;
    response_header(x->response, "Access-Control-Allow-Origin", origin);
    if (cors_reads_cookies(c) && web_origin_is_named(c, origin))
        response_header(x->response, "Access-Control-Allow-Credentials", "true");
    response_header(x->response, "Access-Control-Expose-Headers", preflight_answer_fields);
    response_header(x->response, "Vary", PREFLIGHT_ORIGIN);
}

bool cors_preflight(const struct config *c, struct exchange *x, const char *methods)
{
    const char *origin = request_header(x->request, PREFLIGHT_ORIGIN);

    if (origin == NULL || request_header(x->request, PREFLIGHT_METHOD) == NULL)
        return false;
    if (cors_allowed(c, origin)) {
        response_header(x->response, "Access-Control-Allow-Methods", methods);
        response_header(x->response, "Access-Control-Allow-Headers",
                        preflight_allow(request_header(x->request, PREFLIGHT_NAMES)));
        response_header(x->response, "Access-Control-Max-Age", PREFLIGHT_MAX_AGE_S);
    }
    (void)response_send(x->response, 204, NULL, NULL, 0);
    return true;
}
