/* SPDX-License-Identifier: MIT */
/*
 * Answers the operator's requests, those that admin_access.h allows.
 */
#include "ws/transport/admin.h"

#include "base/network.h"
#include "ws/transport/admin_access.h"
#include "ws/transport/http_answer.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MAX ((size_t)64 << 20)
#define FIELD_MAX 256
#define TYPE_MAX 64
#define SECONDS 10 /* for a request, and for its answer */

struct visit {
    struct lws *wsi;
    struct buffer out; /* after LWS_PRE bytes of room */
    bool sent;
};

static bool admin_may_ask(const struct status_view *view, struct lws *wsi, const char *path)
{
    char peer[NETWORK_ADDRESS_SIZE] = "", host[FIELD_MAX] = "";
    int len = lws_hdr_copy(wsi, host, sizeof host, WSI_TOKEN_HOST);

    (void)lws_get_peer_simple(wsi, peer, sizeof peer);
    return len >= 0 && admin_access_allows(&(struct admin_request){peer, host, path},
                                           view->config->relay_admin_allow);
}

static void write_answer(const struct status_view *view, const char *path, struct buffer *out)
{
    char fields[TYPE_MAX + sizeof "Content-Type: \r\n"];
    const char *type;
    struct buffer body;

    buffer_init(&body, BODY_MAX);
    int status = status_answer(view, path, &body, &type);
    (void)snprintf(fields, sizeof fields, "Content-Type: %s\r\n", type);
    http_answer_head(out, status, fields, (long long)body.len);
    buffer_add(out, buffer_text(&body), body.len);
    buffer_free(&body);
}

int admin_open(const struct status_view *view, struct lws *wsi, struct visit **out)
{
    char path[FIELD_MAX];

    *out = NULL;
    if (lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI) <= 0) {
        http_answer_empty(wsi, 405, "Allow: GET\r\n");
        return -1;
    }
    if (!admin_may_ask(view, wsi, path)) {
        http_answer_empty(wsi, 403, "");
        return -1;
    }
    struct visit *v = calloc(1, sizeof *v);
    if (v == NULL)
        return -1;
    *out = v;
    v->wsi = wsi;
    buffer_init(&v->out, LWS_PRE + BODY_MAX + HTTP_ANSWER_HEAD_MAX);
    buffer_add(&v->out, (const char[LWS_PRE]){0}, LWS_PRE);
    write_answer(view, path, &v->out);
    if (buffer_error(&v->out) != 0)
        return -1;
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, SECONDS);
    lws_callback_on_writable(wsi);
    return 0;
}

int admin_write(struct visit *v)
{
    if (v->sent)
        return -1;
    size_t len = v->out.len - LWS_PRE;
    int sent = lws_write(v->wsi, (unsigned char *)v->out.data + LWS_PRE, len, LWS_WRITE_HTTP);
    v->sent = true;
    buffer_free(&v->out);
    if (sent < (int)len)
        return -1;
    lws_callback_on_writable(v->wsi);
    return 0;
}

void admin_close(struct visit **v)
{
    if (*v != NULL)
        buffer_free(&(*v)->out);
    free(*v);
    *v = NULL;
}
