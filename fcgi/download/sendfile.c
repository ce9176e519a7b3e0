/* SPDX-License-Identifier: MIT */
/*
 * Clients cannot set LOADLINE_SENDFILE: their header fields reach a FastCGI program with the prefix
 * HTTP_.
 */
#include "fcgi/download/sendfile.h"

#include "fcgi/app/app.h"
#include "base/error.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define FIELD_MAX (3 * PATH_MAX + 64) /* a path with every byte encoded, and a range */

enum way {
    WAY_NONE,
    WAY_SENDFILE,  /* X-Sendfile: a path; the server handles ranges */
    WAY_SENDFILE2, /* X-Sendfile2 (lighttpd): a path and a range */
    WAY_ACCEL      /* X-Accel-Redirect: a URL path inside nginx, which handles ranges */
};

static enum way way_from_name(const char *name)
{
    static const char *const names[] = {
        [WAY_NONE] = "none",
        [WAY_SENDFILE] = "x-sendfile",
        [WAY_SENDFILE2] = "x-sendfile2",
        [WAY_ACCEL] = "x-accel-redirect",
    };

    for (size_t i = 0; name != NULL && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return (enum way)i;
    return WAY_NONE;
}

/* Selects the field for this web server and the prefix that replaces the spool's path. */
static enum way choose_way(const struct exchange *x, const char **prefix_out)
{
    const struct config *c = &((const struct app *)x->app)->config;
    const char *prefix = c->sendfile_prefix;

    *prefix_out = prefix;
    if (strcmp(c->sendfile_header, "auto") != 0)
        return way_from_name(c->sendfile_header);
    if (*prefix == '\0')
        prefix = request_variable(x->request, "LOADLINE_SENDFILE_PREFIX");
    *prefix_out = prefix != NULL ? prefix : "";
    return way_from_name(request_variable(x->request, "LOADLINE_SENDFILE"));
}

bool sendfile_is_due(const struct exchange *x, const struct range *r)
{
    const char *prefix;

    return choose_way(x, &prefix) != WAY_NONE && r->length > 0 && response_wants_body(x->response);
}

const char *sendfile_ranges(const struct range *r, bool range_given)
{
    return range_given && r->kind == RANGE_WHOLE ? "none" : "bytes";
}

const char *sendfile_by(const struct exchange *x)
{
    const char *prefix;

    return choose_way(x, &prefix) != WAY_NONE ? "server" : "program";
}

/* Appends the file's path, with the prefix in place of the spool's path if there is one. */
static int add_place(struct buffer *b, const struct app *app, const char *id, const char *prefix)
{
    char path[PATH_MAX];
    size_t len = strlen(prefix);
    int rc = store_data_path(app->store, id, path, sizeof path);

    if (rc != 0)
        return rc;
    if (len > 0 && prefix[len - 1] == '/')
        len--;
    buffer_add(b, prefix, len);
    buffer_add_string(b, *prefix != '\0' ? path + strlen(app->config.spool) : path);
    return 0;
}

/* RFC 3986 section 2.1; slashes stay. */
static void add_encoded(struct buffer *to, const char *path)
{
    for (const char *p = path; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if (c > ' ' && c < 0x7f && strchr("%,\"", c) == NULL)
            buffer_add_char(to, *p);
        else
            buffer_addf(to, "%%%02X", (unsigned)c);
    }
}

/* lighttpd sends exactly the range given here and must not apply a Range field to a whole answer.
 */
static int answer_with_range(struct exchange *x, const struct upload *u, const struct range *r,
                             const char *place, const char *type)
{
    struct buffer field;
    bool part = r->kind == RANGE_PART;
    int64_t end = r->first + r->length - 1;

    buffer_init(&field, FIELD_MAX);
    if (part) {
        buffer_addf(&field, "bytes %lld-%lld/%lld", (long long)r->first, (long long)end,
                    (long long)u->size);
        response_header(x->response, "Content-Range", buffer_text(&field));
        buffer_reset(&field);
    }
    add_encoded(&field, place);
    buffer_addf(&field, " %lld-%lld", (long long)r->first, (long long)end);
    int rc = buffer_error(&field);
    if (rc == 0)
        response_header(x->response, "X-Sendfile2", buffer_text(&field));
    bool range_given = request_header(x->request, "Range") != NULL;
    response_header(x->response, "Accept-Ranges", sendfile_ranges(r, range_given));
    buffer_free(&field);
    return rc != 0 ? rc : response_begin(x->response, part ? 206 : 200, type, -1);
}

int sendfile_answer(struct exchange *x, const struct upload *u, const struct range *r,
                    const char *type)
{
    const char *prefix;
    enum way way = choose_way(x, &prefix);
    struct buffer place;

    buffer_init(&place, PATH_MAX);
    int rc = add_place(&place, x->app, u->id, prefix);
    if (rc == 0)
        rc = buffer_error(&place);
    if (rc == 0 && way == WAY_SENDFILE2) {
        rc = answer_with_range(x, u, r, buffer_text(&place), type);
    } else if (rc == 0) {
        response_header(x->response, way == WAY_ACCEL ? "X-Accel-Redirect" : "X-Sendfile",
                        buffer_text(&place));
        if (way == WAY_SENDFILE || r->kind == RANGE_PART) /* nginx sets it for whole files */
            response_header(x->response, "Accept-Ranges", "bytes");
        rc = response_begin(x->response, 200, type, -1);
    }
    buffer_free(&place);
    return rc;
}
