/* SPDX-License-Identifier: MIT */
/*
 * Checks in this order: credential, permission, origin of the page, owner of the upload.
 */
#include "fcgi/app/gate.h"

#include "base/clock.h"
#include "base/error.h"
#include "access/web_origin.h"
#include "fcgi/app/public_base.h"
#include "fcgi/http/scheme.h"

#include <stdlib.h>
#include <string.h>

int gate_open(struct gate *g, const struct config *c)
{
    g->config = c;
    return authenticator_open(c, &g->authority);
}

void gate_close(struct gate *g)
{
    authenticator_close(&g->authority);
}

static int gate_identify(struct exchange *x)
{
    const struct credentials c = {
        .authorization = request_header(x->request, "Authorization"),
        .cookie = request_header(x->request, "Cookie"),
        .remote_user = request_variable(x->request, "REMOTE_USER"),
    };

    return authenticator_identify(&x->gate->authority, &c, clock_wall_ms(), &x->principal);
}

/* A browser adds ambient credentials (cookies and the like) to requests of any page, so a change
 * must come from an allowed origin. Today's browsers send Origin with every such request;
 * Sec-Fetch-Site is the fallback. */
static int gate_check_origin(struct exchange *x)
{
    const struct config *c = x->gate->config;
    const char *origin = request_header(x->request, "Origin");
    const char *from = request_header(x->request, "Sec-Fetch-Site");
    char host[PUBLIC_BASE_HOST_SIZE];
    const struct web_origin_site site = {.host = public_base_host(c, x->request, host),
                                         .secure = scheme_is_https(c, x->request)};

    if (origin == NULL)
        return from != NULL && strcmp(from, "same-origin") == 0 ? 0 : ERR_CROSS_ORIGIN;
    if (web_origin_is_own(c, origin, &site) || web_origin_is_named(c, origin))
        return 0;
    return ERR_CROSS_ORIGIN;
}

/* A program with a missing or incomplete gate refuses every request. */
static bool is_missing(const struct gate *g)
{
    return g == NULL || g->authority.mode == ACCESS_REFUSED || g->config == NULL ||
           g->read_owner == NULL || g->find_id == NULL;
}

int gate_reach(struct exchange *x, const char *id)
{
    char *owner = NULL;

    if (is_missing(x->gate))
        return ERR_FORBIDDEN;
    if (x->gate->authority.mode == ACCESS_BY_KEY)
        return 0;
    int rc = x->gate->read_owner(x, id, &owner);
    if (rc == 0)
        rc = access_reach(x->gate->authority.mode, &x->principal, id, owner);
    free(owner);
    return rc;
}

static int check_path(struct exchange *x)
{
    char id[ID_SIZE];

    if (*x->rest == '\0' || !x->gate->find_id(x, id))
        return 0;
    memcpy(x->id, id, ID_SIZE);
    return gate_reach(x, id);
}

/* RFC 6750 section 3. No challenge without keys for tokens: with REMOTE_USER the web server's
 * scheme is unknown here. */
static void challenge(struct exchange *x, int err)
{
    if (x->gate->authority.keys == NULL)
        return;
    if (err == ERR_UNAUTHORIZED)
        response_header(x->response, "WWW-Authenticate", "Bearer realm=\"loadline\"");
    else if (error_status(err) == 401)
        response_header(x->response, "WWW-Authenticate",
                        "Bearer realm=\"loadline\", error=\"invalid_token\"");
    else if (err == ERR_SCOPE)
        response_header(x->response, "WWW-Authenticate",
                        "Bearer realm=\"loadline\", error=\"insufficient_scope\"");
}

/* Who asks, and whether such a one may make such requests at all. */
static int gate_permit(struct exchange *x, enum access_need need)
{
    int rc = gate_identify(x);

    if (rc != 0 && access_is_free(x->gate->authority.mode, need)) {
        x->principal = (struct principal){0};
        rc = 0;
    }
    return rc == 0 ? access_permit(x->gate->authority.mode, need, &x->principal) : rc;
}

static int decide(struct exchange *x, enum access_need need)
{
    int rc = gate_permit(x, need);

    if (rc == 0 && access_is_change(need) && access_is_ambient(&x->principal))
        rc = gate_check_origin(x);
    if (rc == 0 && access_is_owned(need) && x->gate->authority.mode != ACCESS_BY_KEY)
        rc = check_path(x);
    return rc;
}

int gate_recognize(struct exchange *x, enum access_need need)
{
    int rc = is_missing(x->gate) ? ERR_FORBIDDEN : gate_permit(x, need);

    if (rc != 0)
        memset(&x->principal, 0, sizeof x->principal);
    return rc;
}

int gate_admit(struct exchange *x, enum access_need need)
{
    if (is_missing(x->gate))
        return ERR_FORBIDDEN;
    if (need == ACCESS_OPEN)
        return 0;
    int rc = decide(x, need);
    if (rc != 0)
        challenge(x, rc);
    return rc;
}
