/* SPDX-License-Identifier: MIT */
/*
 * Checks whether the web server serves private files. If its document root lies above one of our
 * files, the end of the file's path is its URL. The doctor requests each possible end and compares
 * the answer with the file.
 */
#include "cli/doctor/front_end.h"

#include "base/buffer.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMPARED 4096 /* bytes to compare of a longer file */
#define TRIES 12      /* folders above a file */

struct sample {
    char path[PATH_MAX];
    char bytes[COMPARED];
    size_t len;
};

/* Returns false if the file is unreadable or has nothing to recognise. */
static bool read_sample(const char *path, struct sample *s)
{
    if (path == NULL || realpath(path, s->path) == NULL)
        return false;
    int fd = open(s->path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, s->bytes, sizeof s->bytes);
    if (fd >= 0)
        (void)close(fd);
    s->len = n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* Percent-encodes (RFC 3986 section 2.1) all but slashes. */
static void encode(const char *path, struct buffer *out)
{
    for (const char *p = path; *p != '\0'; p++) {
        if (isalnum((unsigned char)*p) || strchr("/._-~", *p) != NULL)
            buffer_add_char(out, *p);
        else
            buffer_addf(out, "%%%02X", (unsigned)(unsigned char)*p);
    }
}

static bool is_served_at(struct front *f, const struct sample *s, const char *path)
{
    char url[FRONT_URL_MAX];
    struct http_answer a;
    struct buffer encoded;

    buffer_init(&encoded, FRONT_URL_MAX);
    encode(path, &encoded);
    front_url(f, buffer_text(&encoded), "", url);
    buffer_free(&encoded);
    const struct http_request r = {.method = "GET", .url = url};
    (void)front_ask(f, f->http, &r, &a);
    bool same =
        a.status == 200 && a.body.len >= s->len && memcmp(a.body.data, s->bytes, s->len) == 0;
    http_answer_free(&a);
    return same;
}

/* Tries from the name alone to the whole path. Returns true if the file is not served. */
static bool front_served_check(struct front *f, const struct sample *s)
{
    const char *end = s->path + strlen(s->path);
    int tries = 0;

    for (const char *p = end - 1; p >= s->path && tries < TRIES; p--) {
        if (*p != '/')
            continue;
        tries++;
        if (!is_served_at(f, s, p))
            continue;
        check_report_fail(&f->doctor->report, "served",
                          "move it out of the folder that the web server serves, then change every "
                          "secret in it",
                          "everybody can read %s at %s", s->path, p);
        return false;
    }
    return true;
}

void front_examine_served(struct front *f)
{
    const struct config *c = f->doctor->config;
    char identity[PATH_MAX];
    const char *const paths[] = {f->doctor->settings, c->secret_file,
                                 c->spool != NULL ? identity : NULL};
    struct sample s;
    size_t looked_at = 0;
    bool hidden = true;

    (void)snprintf(identity, sizeof identity, "%s/.loadline", c->spool != NULL ? c->spool : "");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (!read_sample(paths[i], &s))
            continue;
        looked_at++;
        hidden &= front_served_check(f, &s);
    }
    if (looked_at == 0)
        check_report_skip("served", "no file is readable for this check");
    else if (hidden)
        check_report_ok("served", "settings, secret and spool are not reachable by URL");
}
