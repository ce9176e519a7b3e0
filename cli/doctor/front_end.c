/* SPDX-License-Identifier: MIT */
/*
 * Functions that all checks of the web server need.
 */
#include "cli/doctor/front_end.h"

#include "base/base64.h"
#include "config/config.h"
#include "base/json.h"
#include "upload/urls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TUS "Tus-Resumable: 1.0.0"
#define NAME_MAX_BYTES 160
#define METADATA_MAX 1024
#define DEPTH_MAX 8

int front_ask(struct front *f, struct http *http, const struct http_request *r,
              struct http_answer *answer_out)
{
    struct http_request full = *r;

    full.token = r->token != NULL ? r->token : f->doctor->token;
    full.direct = true; /* otherwise a proxy would be measured */
    full.http1 = true;
    if (full.timeout_ms == 0)
        full.timeout_ms = FRONT_PATIENCE_MS;
    return http_perform(http, &full, answer_out);
}

void front_url(const struct front *f, const char *path, const char *below, char url[FRONT_URL_MAX])
{
    (void)snprintf(url, FRONT_URL_MAX, "%s%s%s", f->doctor->url, path, below);
}

bool front_is_ours(const struct http_answer *a)
{
    static const char type[] = "application/problem+json";
    char value[HTTP_VALUE_SIZE];
    const char *found = http_field(a, "Content-Type", value);

    return found != NULL && strncmp(found, type, strlen(type)) == 0;
}

/* Appends the text of our error document. */
static void add_problem(const struct http_answer *a, char *buf, size_t size)
{
    struct json *o = NULL;

    if (json_parse(buffer_text(&a->body), a->body.len, DEPTH_MAX, &o) == 0)
        (void)snprintf(buf, size, ": %s",
                       json_get_string(o, "detail", json_get_string(o, "title", "")));
    json_free(&o);
}

const char *front_said(const struct http_answer *a, char buf[HTTP_FAILURE_SIZE])
{
    if (a->status == 0)
        (void)snprintf(buf, HTTP_FAILURE_SIZE, "no answer (%.200s)", a->failure);
    else
        (void)snprintf(buf, HTTP_FAILURE_SIZE, "%d", a->status);
    if (front_is_ours(a))
        add_problem(a, buf + strlen(buf), HTTP_FAILURE_SIZE - strlen(buf));
    return buf;
}

/* --- trial uploads --- */

/* Writes a name and a type that the site's lists allow. */
static void write_metadata(const struct config *c, char field[METADATA_MAX])
{
    char name[NAME_MAX_BYTES], type[NAME_MAX_BYTES];
    char name_text[BASE64_SIZE(NAME_MAX_BYTES)], type_text[BASE64_SIZE(NAME_MAX_BYTES)];
    bool has_extension = c->allow_extensions != NULL && c->allow_extensions[0] != NULL;
    bool has_type = c->allow_types != NULL && c->allow_types[0] != NULL;

    (void)snprintf(name, sizeof name, "loadline-doctor%s%s", has_extension ? "." : "",
                   has_extension ? c->allow_extensions[0] : "");
    (void)snprintf(type, sizeof type, "%s",
                   has_type ? c->allow_types[0] : "application/octet-stream");
    for (char *star = strchr(type, '*'); star != NULL; star = strchr(star, '*'))
        *star = 'x';
    base64_encode(name, strlen(name), name_text);
    base64_encode(type, strlen(type), type_text);
    (void)snprintf(field, METADATA_MAX, "Upload-Metadata: filename %s,filetype %s", name_text,
                   type_text);
}

/* Uses the URL that the operator gave, regardless of the host in Location. */
bool front_locate(struct front *f, const struct http_answer *a, struct trial *out)
{
    char value[HTTP_VALUE_SIZE];
    const char *location = http_field(a, "Location", value);
    const char *last = location != NULL ? strrchr(location, '/') : NULL;
    const struct config *c = f->doctor->config;
    char path[FRONT_URL_MAX];

    *out = (struct trial){.url = ""};
    if (last == NULL || strlen(last + 1) <= ID_LEN)
        return false;
    (void)snprintf(path, sizeof path, "%s%s",
                   urls_host_path(c, location, (size_t)(last + 1 - location)), c->upload_path);
    front_url(f, path, last + 1, out->url);
    (void)snprintf(out->id, sizeof out->id, "%s", last + 1);
    return id_valid(out->id);
}

bool front_create(struct front *f, struct trial *out, struct http_answer *answer_out)
{
    char url[FRONT_URL_MAX], metadata[METADATA_MAX];
    const char *const headers[] = {TUS, "Upload-Defer-Length: 1", metadata, NULL};

    *out = (struct trial){.url = ""};
    front_url(f, f->doctor->config->upload_path, "", url);
    write_metadata(f->doctor->config, metadata);
    const struct http_request r = {.method = "POST", .url = url, .headers = headers, .body = ""};
    int rc = front_ask(f, f->http, &r, answer_out);
    return rc == 0 && answer_out->status == 201 && front_locate(f, answer_out, out);
}

int front_head(struct front *f, struct trial *t)
{
    static const char *const headers[] = {TUS, NULL};
    const struct http_request r = {.method = "HEAD", .url = t->url, .headers = headers};
    char value[HTTP_VALUE_SIZE];
    struct http_answer a;

    (void)front_ask(f, f->http, &r, &a);
    int status = a.status;
    const char *offset = http_field(&a, "Upload-Offset", value);
    if (status == 200 && offset != NULL)
        t->offset = strtoll(offset, NULL, 10);
    else if (status == 200)
        status = 0; /* answered by another program */
    http_answer_free(&a);
    return status;
}

int front_remove(struct front *f, struct trial *t)
{
    static const char *const headers[] = {TUS, NULL};
    static const char *const disguised[] = {TUS, "X-HTTP-Method-Override: DELETE", NULL};
    struct http_request r = {.method = "DELETE", .url = t->url, .headers = headers};
    struct http_answer a;

    (void)front_ask(f, f->http, &r, &a);
    int status = a.status;
    http_answer_free(&a);
    if (status == 204)
        return status;
    r = (struct http_request){.method = "POST", .url = t->url, .headers = disguised, .body = ""};
    (void)front_ask(f, f->http, &r, &a);
    http_answer_free(&a);
    return status;
}

void front_examine_settings(const struct front *f, const struct http_answer *a, const char *program,
                            const char *socket)
{
    char value[HTTP_VALUE_SIZE];

    if (*socket == '\0')
        doctor_settings(f->doctor, program, http_field(a, DOCTOR_SETTINGS_FIELD, value));
}
