/* SPDX-License-Identifier: MIT */
/*
 * Checks whether the relay accepts the site's own pages: it compares their Origin with the host and
 * scheme of the request, and learns both from the web server.
 */
#include "cli/doctor/front_end.h"

#include <stdio.h>
#include <string.h>

/* Writes the field Origin, without user and path (RFC 6454 section 6.2). */
static void write_field(const struct front *f, char field[FRONT_URL_MAX])
{
    const char *url = f->doctor->url;
    const char *host = strstr(url, "://");
    size_t scheme_len = host != NULL ? (size_t)(host + 3 - url) : 0;
    size_t len = strcspn(url + scheme_len, "/?#");
    const char *at = memrchr(url + scheme_len, '@', len);
    const char *name = at != NULL ? at + 1 : url + scheme_len;

    (void)snprintf(field, FRONT_URL_MAX, "Origin: %.*s%.*s", (int)scheme_len, url,
                   (int)(url + scheme_len + len - name), name);
}

/* A proxy that has the site below a path may request another host, which not every web server
 * passes on to the relay. */
static bool is_below_path(const char *url)
{
    const char *host = strstr(url, "://");

    return host != NULL && strchr(host + 3, '/') != NULL;
}

static enum advice find_remedy(const struct front *f)
{
    if (is_below_path(f->doctor->url))
        return ADVICE_HOST;
    return f->scheme_hidden ? ADVICE_SCHEME : ADVICE_ORIGIN;
}

/* Whether the page is allowed only by "*": it gets answers, but its cookies do not count. */
static bool is_stranger(const struct front *f, const struct http_answer *a)
{
    char value[HTTP_VALUE_SIZE];

    if (strstr(buffer_text(&a->body), "\"cross_origin\"") != NULL)
        return true;
    return strcmp(f->doctor->config->auth, "none") != 0 &&
           http_field(a, "Access-Control-Allow-Origin", value) != NULL &&
           http_field(a, "Access-Control-Allow-Credentials", value) == NULL;
}

void front_examine_origin(struct front *f)
{
    char url[FRONT_URL_MAX], field[FRONT_URL_MAX];
    const char *const headers[] = {field, NULL};
    const char *origin = field + strlen("Origin: ");
    struct http_answer a;

    write_field(f, field);
    front_url(f, f->doctor->config->live_path, "/events", url);
    const struct http_request r = {.method = "GET", .url = url, .headers = headers};
    (void)front_ask(f, f->http, &r, &a);
    if (!is_stranger(f, &a))
        check_report_ok("origin", "the relay accepts pages of %s as the site's own", origin);
    else
        check_report_fail(&f->doctor->report, "origin", front_advice(f, find_remedy(f)),
                          "the relay takes pages of %s for another site's: %s does not pass on "
                          "the scheme or the host of the request",
                          origin, f->server_name);
    http_answer_free(&a);
}
