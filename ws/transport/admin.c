/* SPDX-License-Identifier: MIT */
/*
 * Answers the operator's requests. A page in a browser on this machine could reach this listener by
 * a name that resolves to 127.0.0.1 (DNS rebinding), so only requests for names of this machine are
 * answered.
 */
#include "ws/transport/admin.h"

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

static bool is_local_name(struct lws *wsi)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    char host[FIELD_MAX] = "";

    if (lws_hdr_copy(wsi, host, sizeof host, WSI_TOKEN_HOST) <= 0)
        return true; /* HTTP/1.0: not a browser */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);
        if (strncmp(host, names[i], len) == 0 && (host[len] == '\0' || host[len] == ':'))
            return true;
    }
    return false;
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
    if (!is_local_name(wsi)) {
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
