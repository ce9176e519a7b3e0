/* SPDX-License-Identifier: MIT */
/*
 * Plain HTML that screen readers and browsers of the last twenty years display well.
 */
#include "fcgi/app/page.h"

#include "base/error.h"
#include "fcgi/app/gate.h"
#include "fcgi/app/public_base.h"

#define PROBLEM_MAX 16384
#define PAGE_TYPE "text/html; charset=utf-8"
#define POLICY                                                                                     \
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "                  \
    "frame-ancestors 'self'"

void page_begin(struct buffer *b, const struct request *r, const struct config *c,
                const char *title)
{
    buffer_add_string(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width\">\n"
                         "<meta name=\"robots\" content=\"noindex\">\n<title>");
    buffer_add_html(b, title);
    buffer_add_string(b, "</title>\n<link rel=\"stylesheet\" href=\"");
    public_base_add_path(c, r, b);
    buffer_add_html(b, c->progress_path);
    buffer_add_string(b, PAGE_STYLE "\">\n</head>\n<body>\n<main>\n<h1>");
    buffer_add_html(b, title);
    buffer_add_string(b, "</h1>\n");
}

void page_end(struct buffer *b)
{
    buffer_add_string(b, "</main>\n</body>\n</html>\n");
}

void page_add_bytes(struct buffer *b, int64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    int64_t n = bytes;
    size_t unit = 0;

    if (bytes < 1000) {
        buffer_addf(b, "%lld bytes", (long long)bytes);
        return;
    }
    while (n >= 1000000) {
        n /= 1000;
        unit++;
    }
    buffer_addf(b, "%lld.%lld %s", (long long)(n / 1000), (long long)(n % 1000 / 100), units[unit]);
}

static void add_fields(struct response *p)
{
    response_header(p, "Content-Security-Policy", POLICY);
    response_header(p, "Cache-Control", "no-store");
    response_header(p, "Referrer-Policy", "same-origin");
    response_header(p, "Vary", "Accept");
}

int page_send(struct exchange *x, int status, const struct buffer *b)
{
    if (buffer_error(b) != 0)
        return buffer_error(b);
    add_fields(x->response);
    return response_send(x->response, status, PAGE_TYPE, b->data, b->len);
}

int page_send_made(struct exchange *x, int status, void (*make)(void *arg, struct buffer *b),
                   void *arg)
{
    add_fields(x->response);
    return response_send_made(x->response, status, PAGE_TYPE, make, arg);
}

int page_send_problem(struct exchange *x, int err, const char *detail)
{
    struct buffer b;

    buffer_init(&b, PROBLEM_MAX);
    page_begin(&b, x->request, x->gate->config, error_text(err));
    if (detail != NULL && *detail != '\0') {
        buffer_add_string(&b, "<p class=\"message\">");
        buffer_add_html(&b, detail);
        buffer_add_string(&b, "</p>\n");
    }
    buffer_addf(&b, "<p class=\"code\">%d %s</p>\n", error_status(err), error_code(err));
    page_end(&b);
    int rc = page_send(x, error_status(err), &b);
    buffer_free(&b);
    return rc;
}
