/* SPDX-License-Identifier: MIT */
/*
 * Builds HTTP/1.1 heads and problem documents.
 */
#include "ws/transport/http_answer.h"

#include "base/error.h"

#include <libwebsockets.h>
#include <string.h>

#define PROBLEM_MAX 1024 /* bytes */
#define RETRY_AFTER "Retry-After: 5\r\n"

static const char *phrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Bad Request";
    }
}

void http_answer_head(struct buffer *out, int status, const char *fields, long long body_bytes)
{
    buffer_addf(out, "HTTP/1.1 %d %s\r\nConnection: close\r\n", status, phrase(status));
    if (body_bytes >= 0)
        buffer_addf(out, "Content-Length: %lld\r\n", body_bytes);
    buffer_add_string(out, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
    buffer_add_string(out, fields);
    buffer_add_string(out, "\r\n");
}

/* With the room that libwebsockets needs before what it writes. */
static void http_answer_begin(struct buffer *b, size_t max)
{
    buffer_init(b, LWS_PRE + max);
    for (int i = 0; i < LWS_PRE; i++)
        buffer_add_char(b, '\0');
}

static void http_answer_write(struct lws *wsi, struct buffer *b, size_t end,
                              enum lws_write_protocol how)
{
    if (buffer_error(b) == 0)
        (void)lws_write(wsi, (unsigned char *)b->data + LWS_PRE, end - LWS_PRE, how);
    buffer_free(b);
}

void http_answer_empty(struct lws *wsi, int status, const char *fields)
{
    struct buffer b;

    http_answer_begin(&b, HTTP_ANSWER_HEAD_MAX);
    http_answer_head(&b, status, fields, status == 204 ? -1 : 0); /* RFC 9110 section 8.6 */
    http_answer_write(wsi, &b, b.len, LWS_WRITE_HTTP_HEADERS);
}

void http_answer_problem(struct buffer *out, int err, const char *detail, const char *fields)
{
    struct buffer body, head;
    int status = error_status(err);

    buffer_init(&body, PROBLEM_MAX);
    buffer_addf(&body, "{\"type\":\"about:blank\",\"title\":");
    buffer_add_json_string(&body, error_text(err));
    buffer_addf(&body, ",\"status\":%d,\"code\":\"%s\",\"detail\":", status, error_code(err));
    buffer_add_json_string(&body, detail != NULL ? detail : "");
    buffer_add_char(&body, '}');
    buffer_init(&head, HTTP_ANSWER_HEAD_MAX);
    buffer_addf(&head, "Content-Type: application/problem+json\r\n%s%s",
                status == 429 || status == 503 ? RETRY_AFTER : "", fields);
    http_answer_head(out, status, buffer_text(&head), (long long)body.len);
    buffer_add(out, buffer_text(&body), body.len);
    buffer_free(&head);
    buffer_free(&body);
}

void http_answer_refuse(struct lws *wsi, int err, const char *fields, bool is_head)
{
    struct buffer b;

    http_answer_begin(&b, HTTP_ANSWER_HEAD_MAX + PROBLEM_MAX);
    http_answer_problem(&b, err, NULL, fields);
    const char *body = buffer_error(&b) == 0 ? strstr(b.data + LWS_PRE, "\r\n\r\n") : NULL;
    size_t end = is_head && body != NULL ? (size_t)(body - b.data) + 4 : b.len;
    http_answer_write(wsi, &b, end, LWS_WRITE_HTTP);
}
