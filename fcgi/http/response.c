/* SPDX-License-Identifier: MIT */
/*
 * CGI answers (RFC 3875 section 6). One buffer collects the fields, so that a failed answer is
 * never sent in part.
 */
#include "fcgi/http/response.h"
#include "fcgi/http/request_native.h"

#include "base/upload_key.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Room for the longest Upload-Concat, the longest metadata, and the rest: see tus_concat.c and
 * config_upload_table.c. */
#define HEADERS_MAX (160 * 1024)
#define PROBLEM_MAX 4096
#define PIECE_MAX 8192 /* bytes of a generated body in memory at once */

void response_init(struct response *p, struct request *r)
{
    p->request = r;
    p->status = 0;
    buffer_init(&p->headers, HEADERS_MAX);
}

void response_free(struct response *p)
{
    buffer_free(&p->headers);
}

static bool is_field_value(const char *value)
{
    for (; *value != '\0'; value++)
        if ((unsigned char)*value < 0x20 || *value == 0x7f)
            return false;
    return true;
}

/* RFC 9110 section 5.3: a list may be sent as several lines, which clients join by commas. Other
 * fields would get a wrong value: "URL, URL" is no Location. */
static bool response_is_list(const char *name)
{
    static const char *const lists[] = {"Accept-Patch", "Allow", "Vary", "WWW-Authenticate"};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcasecmp(name, lists[i]) == 0)
            return true;
    return false;
}

/* The line of the field, or NULL. */
static char *find_line(const struct buffer *headers, const char *name)
{
    size_t name_len = strlen(name);

    for (char *line = headers->data; headers->len > 0 && *line != '\0';
         line = strstr(line, "\r\n") + 2)
        if (strncasecmp(line, name, name_len) == 0 && line[name_len] == ':')
            return line;
    return NULL;
}

/* Removes an earlier line of the same field; there is at most one. */
static void unsay(struct buffer *headers, const char *name)
{
    char *line = find_line(headers, name);

    if (line == NULL)
        return;
    size_t len = (size_t)(strstr(line, "\r\n") + 2 - line);
    size_t behind = headers->len - (size_t)(line - headers->data) - len;
    memmove(line, line + len, behind + 1);
    headers->len -= len;
}

bool response_has_header(const struct response *p, const char *name)
{
    return buffer_error(&p->headers) == 0 && find_line(&p->headers, name) != NULL;
}

void response_header(struct response *p, const char *name, const char *value)
{
    if (!is_field_value(value))
        return;
    if (!response_is_list(name) && buffer_error(&p->headers) == 0)
        unsay(&p->headers, name);
    buffer_add_string(&p->headers, name);
    buffer_add_string(&p->headers, ": ");
    buffer_add_string(&p->headers, value);
    buffer_add_string(&p->headers, "\r\n");
}

void response_header_int(struct response *p, const char *name, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    response_header(p, name, text);
}

/* RFC 9110 section 8.6: these statuses have no body and no Content-Length. */
static bool is_bodiless(int status)
{
    return status < 200 || status == 204 || status == 304;
}

static bool is_head(const char *method)
{
    return method != NULL && strcmp(method, "HEAD") == 0;
}

bool response_wants_body(const struct response *p)
{
    return !is_head(request_method(p->request)) &&
           !is_head(request_variable(p->request, "REQUEST_METHOD"));
}

/* Who sent another method than HEAD reads as many bytes as Content-Length says. */
static int64_t told_length(const struct response *p, int64_t length)
{
    const char *sent = request_variable(p->request, "REQUEST_METHOD");

    return is_head(request_method(p->request)) && !is_head(sent) ? 0 : length;
}

/* An incomplete head is not sent, and the error's own answer does not inherit its fields. */
static int give_up_head(struct response *p, int err)
{
    buffer_free(&p->headers);
    return err == ERR_BOUND ? ERR_INTERNAL : err;
}

int response_begin(struct response *p, int status, const char *type, int64_t length)
{
    struct buffer head;

    if (type != NULL && !is_bodiless(status))
        response_header(p, "Content-Type", type);
    if (length >= 0 && !is_bodiless(status))
        response_header_int(p, "Content-Length", told_length(p, length));
    response_header(p, "X-Content-Type-Options", "nosniff");
    buffer_init(&head, HEADERS_MAX + 32);
    buffer_addf(&head, "Status: %d\r\n", status);
    buffer_add(&head, p->headers.data, p->headers.len);
    buffer_add_string(&head, "\r\n");

    int rc = buffer_error(&head) != 0 ? buffer_error(&head) : buffer_error(&p->headers);
    if (rc == 0) {
        p->status = status;
        rc = request_write(p->request, head.data, head.len);
    } else {
        rc = give_up_head(p, rc);
    }
    buffer_free(&head);
    return rc;
}

int response_write(struct response *p, const char *bytes, size_t len)
{
    return request_write(p->request, bytes, len);
}

int response_send(struct response *p, int status, const char *type, const char *body, size_t len)
{
    int rc = response_begin(p, status, type, (int64_t)len);

    if (rc == 0 && len > 0 && !is_bodiless(status) && response_wants_body(p))
        rc = response_write(p, body, len);
    return rc;
}

static int count_piece(void *arg, const char *bytes, size_t len)
{
    int64_t *count = arg;

    (void)bytes;
    *count += (int64_t)len;
    return 0;
}

static int write_piece(void *arg, const char *bytes, size_t len)
{
    return response_write(arg, bytes, len);
}

static int make_with(int (*fn)(void *arg, const char *bytes, size_t len), void *fn_arg,
                     void (*make)(void *arg, struct buffer *b), void *arg)
{
    struct buffer b;

    buffer_init_draining(&b, PIECE_MAX, fn, fn_arg);
    make(arg, &b);
    int rc = buffer_drain(&b);
    buffer_free(&b);
    return rc;
}

int response_send_made(struct response *p, int status, const char *type,
                       void (*make)(void *arg, struct buffer *b), void *arg)
{
    int64_t length = 0;
    int rc = make_with(count_piece, &length, make, arg);

    if (rc == 0)
        rc = response_begin(p, status, type, length);
    if (rc == 0 && !is_bodiless(status) && response_wants_body(p))
        rc = make_with(write_piece, p, make, arg);
    return rc;
}

int response_problem(struct response *p, int err, const char *detail)
{
    return response_problem_typed(p, err, detail, "about:blank", "");
}

static int send_problem(struct response *p, const char *media_type, int err, const char *detail,
                        const char *type, const char *members)
{
    char masked[PROBLEM_MAX];
    struct buffer b;

    detail = upload_key_masked(detail, masked, sizeof masked);
    buffer_init(&b, PROBLEM_MAX);
    buffer_add_string(&b, "{\"type\":");
    buffer_add_json_string(&b, type);
    buffer_add_string(&b, ",\"title\":");
    buffer_add_json_string(&b, error_text(err));
    buffer_addf(&b, ",\"status\":%d,%s\"code\":", error_status(err), members);
    buffer_add_json_string(&b, error_code(err));
    if (detail != NULL && *detail != '\0') {
        buffer_add_string(&b, ",\"detail\":");
        buffer_add_json_string(&b, detail);
    }
    buffer_add_char(&b, '}');
    response_header(p, "Cache-Control", "no-store");
    int rc = response_send(p, error_status(err), media_type, buffer_text(&b), b.len);
    if (rc != 0 && p->status == 0) /* discards the fields collected so far */
        rc = response_send(p, error_status(err), media_type, buffer_text(&b), b.len);
    buffer_free(&b);
    return rc;
}

int response_problem_typed(struct response *p, int err, const char *detail, const char *type,
                           const char *members)
{
    return send_problem(p, "application/problem+json", err, detail, type, members);
}

int response_problem_as(struct response *p, const char *media_type, int err, const char *detail,
                        const char *members)
{
    return send_problem(p, media_type, err, detail, "about:blank", members);
}

int response_interim(struct response *p, int status, const struct buffer *fields)
{
    struct buffer head;

    buffer_init(&head, HEADERS_MAX);
    buffer_addf(&head, "Status: %d\r\n", status);
    buffer_add(&head, fields->data, fields->len);
    buffer_add_string(&head, "\r\n");
    int rc = buffer_error(&head);
    if (rc == 0)
        rc = request_write(p->request, head.data, head.len);
    if (rc == 0)
        rc = request_flush(p->request);
    buffer_free(&head);
    return rc;
}
