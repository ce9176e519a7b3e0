/* SPDX-License-Identifier: MIT */
/*
 * Dispatches requests. This is the only place that turns a handler's error into an answer and a log
 * line.
 */
#include "fcgi/app/router.h"

#include "base/error.h"
#include "base/log.h"
#include "base/trace_context.h"
#include "fcgi/app/gate.h"
#include "fcgi/app/host_path.h"
#include "fcgi/app/page.h"
#include "fcgi/app/sender_limits.h"
#include "fcgi/http/accept_header.h"
#include "progress/stats.h"

#include <stdio.h>
#include <string.h>

#define ALLOW_MAX 128
#define RETRY_AFTER_S 1
#define RETRY_ELSEWHERE_S 3 /* a balancer needs a moment to notice that a host is back */

/* Returns the path below base, or NULL. */
static const char *below(const char *path, const char *base)
{
    size_t len = strlen(base);

    if (strncmp(path, base, len) == 0)
        return path + len;
    /* "/uploads" names the collection, like "/uploads/". */
    if (len > 1 && strncmp(path, base, len - 1) == 0 && path[len - 1] == '\0')
        return path + len - 1;
    return NULL;
}

/* Tells the methods of this place, without the one that is refused (RFC 9110 section 15.5.6). */
static void router_add_allow(const struct route *routes, size_t count, enum route_place place,
                             struct exchange *x)
{
    struct buffer allow;

    buffer_init(&allow, ALLOW_MAX);
    for (size_t i = 0; i < count; i++) {
        if (routes[i].place != place || routes[i].parameter != NULL ||
            strcmp(routes[i].method, request_method(x->request)) == 0)
            continue;
        if (allow.len > 0)
            buffer_add_string(&allow, ", ");
        buffer_add_string(&allow, routes[i].method);
    }
    response_header(x->response, "Allow", buffer_text(&allow));
    buffer_free(&allow);
}

static bool router_has_parameter(const struct request *r, const char *name)
{
    char value[1];

    return request_query_value(r, name, value, sizeof value) != ERR_NOT_FOUND;
}

static const struct route *router_find(const struct route *routes, size_t count,
                                       enum route_place place, const struct request *r)
{
    const char *method = request_method(r);

    for (size_t i = 0; i < count; i++)
        if (routes[i].place == place && strcmp(routes[i].method, method) == 0 &&
            (routes[i].parameter == NULL || router_has_parameter(r, routes[i].parameter)))
            return &routes[i];
    return NULL;
}

static void router_fail(struct exchange *x, int err)
{
    const char *detail = x->detail;
    /* A request that a balancer sends to another host than its upload's is no fault of this one. */
    const bool is_ours = error_status(err) >= 500 && err != ERR_ELSEWHERE;
    const char *reason = is_ours ? error_reason() : NULL;

    stats_add(STAT_UPLOADS_REFUSED, 1);
    stats_add_refused(err);
    log_event(is_ours ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "request_failed", "method",
              request_method(x->request), "id", x->id, "code", error_code(err), "detail", detail,
              reason != NULL ? "reason" : NULL, reason, NULL);
    if (x->response->status == 0 && x->refuse != NULL)
        x->refuse(x, err);
    if (x->response->status != 0)
        return;
    if (err == ERR_ELSEWHERE)
        response_header_int(x->response, "Retry-After", RETRY_ELSEWHERE_S);
    else if (err == ERR_BUSY || err == ERR_LOCKED || err == ERR_SUPERSEDED || err == ERR_REDIS ||
             err == ERR_CROWDED || err == ERR_ADMISSION || err == ERR_CREATIONS)
        response_header_int(x->response, "Retry-After",
                            x->retry_after_s > 0 ? x->retry_after_s : RETRY_AFTER_S);
    if (x->gate != NULL && x->gate->config != NULL &&
        accept_header_wants_page(request_header(x->request, "Accept")))
        (void)page_send_problem(x, err, detail);
    else
        (void)response_problem(x->response, err, detail);
}

/* Another host may have what is missing here. */
static int router_explain_missing(struct exchange *x)
{
    int rc = ERR_NOT_FOUND;

    if (x->explain_missing != NULL)
        rc = x->explain_missing(x);
    else if (x->host == EXCHANGE_HOST_OTHER && *x->id != '\0')
        rc = ERR_ELSEWHERE;
    return rc == ERR_NOT_FOUND ? rc : exchange_fail(x, rc, "%s", error_text(rc));
}

void router_dispatch(const struct route *routes, size_t count, const char *base_path,
                     struct exchange *x)
{
    error_forget();
    trace_parent_log("", ""); /* this thread may have worked on another upload */
    x->rest = below(host_path_strip(x, request_path(x->request)), base_path);
    if (x->rest == NULL) {
        (void)response_problem(x->response, ERR_NOT_FOUND, "This program does not serve this path");
        return;
    }
    enum route_place place = *x->rest == '\0' ? ROUTE_COLLECTION : ROUTE_ITEM;
    const struct route *route = router_find(routes, count, place, x->request);
    if (route == NULL) {
        router_add_allow(routes, count, place, x);
        router_fail(x, ERR_METHOD);
        return;
    }
    int rc = gate_admit(x, route->need);
    if (rc == 0 && request_has_body(x->request))
        rc = sender_limits_take(x);
    if (rc == 0)
        rc = route->handle(x);
    if (rc == ERR_NOT_FOUND)
        rc = router_explain_missing(x);
    if (rc == ERR_METHOD && !response_has_header(x->response, "Allow"))
        router_add_allow(routes, count, place, x);
    if (rc < 0)
        router_fail(x, rc);
}
