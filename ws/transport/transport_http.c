/* SPDX-License-Identifier: MIT */
/*
 * Opens a session from a request's headers. The client is identified before anything is watched:
 * there is no later message to authenticate with.
 */
#include "ws/transport/transport_internal.h"

#include "base/error.h"
#include "ws/transport/http_answer.h"
#include "base/log.h"
#include "access/web_origin.h"
#include "access/preflight.h"
#include "ws/transport/lws_identity.h"
#include "ws/transport/ws_scheme.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELD_MAX 512   /* bytes of a header field that we read */
#define QUERY_MAX 16384 /* bytes of a parameter: limited by the whole request */
#define ASKED_METHOD "access-control-request-method:"
#define OUT_MAX (1024 * 1024) /* bytes of output buffered at once */

static const struct transport_http_ops *const kinds[] = {&transport_http_events,
                                                         &transport_http_poll};

static const struct transport_http_ops *transport_http_find_kind(const struct config *c,
                                                                 const char *path)
{
    size_t len = strlen(c->live_path);

    for (size_t i = 0; len > 0 && i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(path, c->live_path, len) == 0 && strcmp(path + len, kinds[i]->path) == 0)
            return kinds[i];
    return NULL;
}

bool transport_http_is_asked(const struct config *c, const char *path)
{
    return transport_http_find_kind(c, path) != NULL;
}

/* --- as the transport of a session --- */

static void transport_http_request_write(void *arg)
{
    struct transport_http *l = arg;

    lws_callback_on_writable(l->wsi);
}

static void transport_http_request_close(void *arg, int code, const char *reason)
{
    struct transport_http *l = arg;

    (void)code;
    (void)reason;
    l->closing = true;
    lws_callback_on_writable(l->wsi);
}

static const struct transport_ops transports[] = {
    {SESSION_EVENTS, transport_http_request_write, transport_http_request_close},
    {SESSION_POLL, transport_http_request_write, transport_http_request_close},
};

/* --- the request --- */

static const char *transport_http_read_field(struct lws *wsi, enum lws_token_indexes token,
                                             char buf[FIELD_MAX])
{
    if (lws_hdr_total_length(wsi, token) == 0)
        return NULL;
    return lws_hdr_copy(wsi, buf, FIELD_MAX, token) >= 0 ? buf : "";
}

static const char *transport_http_read_custom(struct lws *wsi, const char *name,
                                              char buf[FIELD_MAX])
{
    return lws_hdr_custom_copy(wsi, buf, FIELD_MAX, name, (int)strlen(name)) > 0 ? buf : NULL;
}

static void log_request_refused(const char *path, int rc)
{
    log_info("request_refused", "path", path, "code", error_code(rc), NULL);
}

/* Pages of other sites may read the answer only if their origin is allowed; our pages and programs
 * always may. */
static int transport_http_check_origin(struct transport_http *l)
{
    const struct config *c = l->config;
    char origin[FIELD_MAX], host[FIELD_MAX];
    const char *from = transport_http_read_field(l->wsi, WSI_TOKEN_ORIGIN, origin);

    const struct web_origin_site site = {.host = ws_scheme_read_host(l->wsi, c, host, sizeof host),
                                         .secure = ws_scheme_is_https(l->wsi, c)};

    if (from == NULL || web_origin_is_own(c, from, &site))
        return 0;
    bool named = web_origin_is_named(c, from);
    if (!named && !web_origin_is_any(c))
        return ERR_CROSS_ORIGIN;
    (void)snprintf(l->fields, sizeof l->fields,
                   "Access-Control-Allow-Origin: %s\r\n%s"
                   "Access-Control-Expose-Headers: Retry-After\r\nVary: Origin\r\n",
                   from, named ? "Access-Control-Allow-Credentials: true\r\n" : "");
    return 0;
}

int transport_http_preflight(const struct config *c, struct lws *wsi)
{
    struct transport_http l = {.config = c, .wsi = wsi};
    char method[FIELD_MAX], names[FIELD_MAX];
    struct buffer fields;

    buffer_init(&fields, HTTP_ANSWER_HEAD_MAX);
    if (transport_http_check_origin(&l) == 0 &&
        transport_http_read_custom(wsi, ASKED_METHOD, method) != NULL)
        buffer_addf(&fields,
                    "%sAccess-Control-Allow-Methods: GET\r\n"
                    "Access-Control-Allow-Headers: %s\r\n"
                    "Access-Control-Max-Age: " PREFLIGHT_MAX_AGE_S "\r\n",
                    l.fields,
                    preflight_allow(
                        transport_http_read_field(wsi, WSI_TOKEN_HTTP_AC_REQUEST_HEADERS, names)));
    http_answer_empty(wsi, 204, buffer_text(&fields));
    buffer_free(&fields);
    return -1;
}

void transport_http_refuse_method(const struct config *c, struct lws *wsi, const char *path,
                                  bool is_head)
{
    static const char allow[] = "Allow: GET, OPTIONS\r\n";
    struct transport_http l = {.config = c, .wsi = wsi};
    char fields[sizeof allow + sizeof l.fields];

    (void)transport_http_check_origin(&l);
    (void)snprintf(fields, sizeof fields, "%s%s", allow, l.fields);
    log_request_refused(path, ERR_METHOD);
    http_answer_refuse(wsi, ERR_METHOD, fields, is_head);
}

/* Parameters, one buffer for each; NULL: absent. */
static const char *transport_http_read_parameter(struct lws *wsi, const char *name, char *buf)
{
    return lws_get_urlarg_by_name(wsi, name, buf, QUERY_MAX);
}

static int read_query(struct transport_http *l)
{
    enum { ID, IDS, OWNER, ALL, SITE, SINCE, WAIT, COUNT };
    char last[FIELD_MAX];
    char *space = malloc((size_t)COUNT * QUERY_MAX);

    if (space == NULL)
        return ERR_NOMEM;
    const struct http_parameters p = {
        .id = transport_http_read_parameter(l->wsi, "id=", space + ID * QUERY_MAX),
        .ids = transport_http_read_parameter(l->wsi, "ids=", space + IDS * QUERY_MAX),
        .owner = transport_http_read_parameter(l->wsi, "owner=", space + OWNER * QUERY_MAX),
        .all = transport_http_read_parameter(l->wsi, "all=", space + ALL * QUERY_MAX),
        .site = transport_http_read_parameter(l->wsi, "site=", space + SITE * QUERY_MAX),
        .since = transport_http_read_parameter(l->wsi, "since=", space + SINCE * QUERY_MAX),
        .wait = transport_http_read_parameter(l->wsi, "wait=", space + WAIT * QUERY_MAX),
    };
    int rc = http_query_parse(&p, transport_http_read_custom(l->wsi, "last-event-id:", last),
                              (size_t)l->config->relay_watches, &l->query);
    free(space);
    return rc;
}

static int transport_http_identify(struct transport_http *l, const struct authenticator *a,
                                   struct session_asker *asker)
{
    enum protocol_scope scope = l->query.watch.scope;
    bool everything = l->query.site_too || scope == PROTOCOL_ALL || scope == PROTOCOL_SITE;

    lws_identity_read(l->wsi, l->config, a, asker);
    if (!authenticator_asks(a) || access_is_free(a->mode, everything ? ACCESS_ADMIN : ACCESS_WATCH))
        return 0;
    return asker->err;
}

static bool is_type_refused(const struct transport_http *l)
{
    char accept[FIELD_MAX];
    const char *given = transport_http_read_field(l->wsi, WSI_TOKEN_HTTP_ACCEPT, accept);

    return l->ops->type != NULL && given != NULL && strstr(given, l->ops->type) == NULL &&
           strstr(given, "*/*") == NULL && strstr(given, "text/*") == NULL;
}

static int transport_http_start(struct transport_http *l, const struct authenticator *a,
                                struct sessions *sessions)
{
    static const struct protocol_request site = {.verb = PROTOCOL_WATCH, .scope = PROTOCOL_SITE};
    struct session_asker asker;

    int rc = transport_http_check_origin(l);
    if (rc == 0 && is_type_refused(l))
        rc = ERR_MEDIA_TYPE;
    if (rc == 0)
        rc = read_query(l);
    if (rc == 0)
        rc = transport_http_identify(l, a, &asker);
    if (rc == 0)
        rc = session_open(sessions, &transports[l->ops == &transport_http_poll], l, &asker,
                          &l->session);
    if (rc == 0)
        session_obey(l->session, &l->query.watch);
    if (rc == 0 && l->query.site_too)
        session_obey(l->session, &site);
    return rc;
}

int transport_http_open(const struct config *c, const struct authenticator *a,
                        struct sessions *sessions, struct lws *wsi, const char *path,
                        struct transport_http **out)
{
    struct transport_http *l = calloc(1, sizeof *l);

    *out = l;
    if (l == NULL)
        return -1;
    l->ops = transport_http_find_kind(c, path);
    l->config = c;
    l->wsi = wsi;
    buffer_init(&l->out, OUT_MAX);
    buffer_add(&l->out, (const char[LWS_PRE]){0}, LWS_PRE);
    lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
    int rc = transport_http_start(l, a, sessions);
    if (rc == 0) {
        l->ops->begin(l);
    } else {
        log_request_refused(path, rc);
        l->ops->refuse(l, rc, l->query.watch.mistake);
    }
    lws_callback_on_writable(wsi);
    return 0;
}

/* --- the answer --- */

int transport_http_write(struct transport_http *l)
{
    if (l->out.len == LWS_PRE && !l->ended)
        l->ops->next(l);
    if (l->out.len == LWS_PRE || buffer_error(&l->out) != 0)
        return l->ended || buffer_error(&l->out) != 0 ? -1 : 0;
    size_t len = l->out.len - LWS_PRE;
    int sent = lws_write(l->wsi, (unsigned char *)l->out.data + LWS_PRE, len, LWS_WRITE_HTTP);
    buffer_reset(&l->out);
    buffer_add(&l->out, (const char[LWS_PRE]){0}, LWS_PRE);
    if (sent < (int)len)
        return -1;
    if (l->ended || l->closing || session_has_next(l->session))
        lws_callback_on_writable(l->wsi);
    return 0;
}

void transport_http_time_is_up(struct transport_http *l)
{
    if (l->ops->time_is_up != NULL)
        l->ops->time_is_up(l);
}

void transport_http_close(struct transport_http **l)
{
    struct transport_http *gone = *l;

    *l = NULL;
    if (gone == NULL)
        return;
    session_close(&gone->session);
    if (gone->ops->close != NULL)
        gone->ops->close(gone);
    http_query_free(&gone->query);
    buffer_free(&gone->out);
    free(gone);
}
