/* SPDX-License-Identifier: MIT */
/*
 * Checks which requests reach upload.fcgi and progress.fcgi unchanged.
 */
#include "cli/doctor/front_end.h"

#include "base/clock.h"
#include "upload/urls.h"

#include <stdio.h>
#include <string.h>

#define KNOWN_WITHIN_MS 3000
#define ASK_AGAIN_MS 50

static const char *path_of(const char *url)
{
    const char *host = strstr(url, "://");

    return host == NULL ? url : host + 3 + strcspn(host + 3, "/");
}

static bool leads_here(const struct doctor *d, const char *location)
{
    const char *last = strrchr(location, '/');
    size_t before = last == NULL ? 0 : (size_t)(last + 1 - location);
    char path[FRONT_URL_MAX];
    int len = snprintf(path, sizeof path, "%s%s%s", path_of(d->url),
                       urls_host_path(d->config, location, before), d->config->upload_path);

    return http_same_origin(location, d->url) && strncmp(path_of(location), path, (size_t)len) == 0;
}

/* Checks that the links in answers lead to this site. */
static void check_links(struct front *f, const struct http_answer *a)
{
    const struct doctor *d = f->doctor;
    char value[HTTP_VALUE_SIZE];
    const char *location = http_field(a, "Location", value);

    if (location == NULL || *d->config->public_url != '\0' || leads_here(d, location))
        return;
    f->scheme_hidden = strncmp(d->url, "https:", 6) == 0 && strncmp(location, "http:", 5) == 0;
    check_report_fail(&f->doctor->report, "links",
                      front_advice(f, f->scheme_hidden ? ADVICE_SCHEME : ADVICE_HOST),
                      "clients are sent to %.*s", (int)strcspn(location, "?#"), location);
}

static bool front_uploads_create(struct front *f, struct trial *t)
{
    char said[HTTP_FAILURE_SIZE];
    struct http_answer a;
    bool made = front_create(f, t, &a);

    (void)front_said(&a, said);
    if (made)
        check_links(f, &a);
    else if (a.status == 401 && strcmp(f->doctor->config->auth, "server") == 0)
        check_report_fail(&f->doctor->report, "POST",
                          front_advice_for(f, &a, FRONT_UPLOADS, ADVICE_METHODS),
                          "the web server wants to know who asks");
    else if (front_is_ours(&a))
        check_report_fail(&f->doctor->report, "POST", "see loadline.conf(5) for what refuses it",
                          "upload.fcgi makes no upload: %s", said);
    else
        check_report_fail(&f->doctor->report, "POST",
                          front_advice_for(f, &a, FRONT_UPLOADS, ADVICE_METHODS),
                          "no upload can be made: %s", said);
    http_answer_free(&a);
    return made;
}

static void report_method(struct front *f, const char *method, bool passes, int status)
{
    if (passes)
        check_report_ok(method, "passes");
    else
        check_report_fail(&f->doctor->report, method, front_advice(f, ADVICE_METHODS),
                          "%s does not reach upload.fcgi: %d", method, status);
}

/* Asks until progress.fcgi knows the upload: that of another host than the upload's knows it once
 * it is in Redis. The caller frees answer_out. */
static void ask_progress(struct front *f, const struct trial *t, struct http_answer *answer_out)
{
    static const char *const headers[] = {DOCTOR_SETTINGS_FIELD ": ?", NULL};
    int64_t end_ms = clock_mono_ms() + KNOWN_WITHIN_MS;
    char url[FRONT_URL_MAX];

    front_url(f, f->doctor->config->progress_path, t->id, url);
    const struct http_request r = {.method = "GET", .url = url, .headers = headers};
    (void)front_ask(f, f->http, &r, answer_out);
    while (answer_out->status == 404 && front_is_ours(answer_out) && clock_mono_ms() < end_ms) {
        http_answer_free(answer_out);
        clock_pause_ms(ASK_AGAIN_MS);
        (void)front_ask(f, f->http, &r, answer_out);
    }
}

static void check_progress(struct front *f, const struct trial *t)
{
    char said[HTTP_FAILURE_SIZE];
    struct http_answer a;

    ask_progress(f, t, &a);
    (void)front_said(&a, said);
    front_examine_settings(f, &a, "progress.fcgi", f->doctor->config->progress_socket);
    f->progress_reached = a.status == 200 && strstr(buffer_text(&a.body), t->id) != NULL;
    if (f->progress_reached)
        check_report_ok("progress", "is told");
    else if (front_is_ours(&a))
        check_report_fail(&f->doctor->report, "progress", "see the lines about Redis above",
                          "progress.fcgi does not tell it: %s", said);
    else
        check_report_fail(&f->doctor->report, "progress",
                          front_advice_for(f, &a, FRONT_PROGRESS, ADVICE_PROGRESS),
                          "%s does not lead to progress.fcgi: %s", f->doctor->config->progress_path,
                          said);
    http_answer_free(&a);
}

/* An invalid token is refused with another code than a missing one. */
static void check_authorization(struct front *f)
{
    static const char *const headers[] = {"Tus-Resumable: 1.0.0", "Upload-Defer-Length: 1", NULL};
    char url[FRONT_URL_MAX];
    struct http_answer a;

    if (strcmp(f->doctor->config->auth, "token") != 0) {
        check_report_skip("Authorization", "not needed with auth = %s", f->doctor->config->auth);
        return;
    }
    front_url(f, f->doctor->config->upload_path, "", url);
    const struct http_request r = {
        .method = "POST", .url = url, .headers = headers, .body = "", .token = "doctor"};
    (void)front_ask(f, f->http, &r, &a);
    if (strstr(buffer_text(&a.body), "\"token_invalid\"") != NULL)
        check_report_ok("Authorization", "passes");
    else
        check_report_fail(&f->doctor->report, "Authorization",
                          front_advice(f, ADVICE_AUTHORIZATION),
                          "the field does not reach upload.fcgi: nobody is known");
    http_answer_free(&a);
}

/* Creates an upload by the IETF draft (resumable uploads), whose answer a 104 announces if the
 * settings enable it. */
static void check_interim(struct front *f)
{
    static const char *const headers[] = {"Upload-Draft-Interop-Version: 8", "Upload-Complete: ?0",
                                          "Content-Type: application/octet-stream", NULL};
    char url[FRONT_URL_MAX], said[HTTP_FAILURE_SIZE];
    struct http_answer a;
    struct trial t;

    if (strcmp(f->doctor->config->interim_responses, "yes") != 0) {
        check_report_skip("104", "interim_responses = no: none is sent%s",
                          f->server == ADVICE_LIGHTTPD ? "; lighttpd would pass it on" : "");
        return;
    }
    front_url(f, f->doctor->config->upload_path, "", url);
    const struct http_request r = {
        .method = "POST", .url = url, .headers = headers, .body = "hello", .body_bytes = 5};
    (void)front_ask(f, f->http, &r, &a);
    bool announced = strstr(buffer_text(&a.fields), "HTTP/1.1 104") != NULL;
    if (announced && a.status == 201)
        check_report_ok("104", "passes, as interim_responses = yes has it");
    else
        check_report_fail(&f->doctor->report, "104", front_advice(f, ADVICE_INTERIM), "%s: %s",
                          announced ? "it is taken for the answer" : "it does not pass",
                          front_said(&a, said));
    if (front_locate(f, &a, &t))
        (void)front_remove(f, &t);
    http_answer_free(&a);
}

void front_examine_uploads(struct front *f)
{
    struct trial t;

    check_authorization(f);
    if (strcmp(f->doctor->config->auth, "token") == 0 && f->doctor->token == NULL) {
        check_report_skip("uploads", "--token-file FILE would allow them");
        return;
    }
    if (!front_uploads_create(f, &t))
        return;
    check_report_ok("POST", "passes");
    front_begin_idle(f);
    int status = front_head(f, &t);
    report_method(f, "HEAD", status == 200, status);
    check_progress(f, &t);
    front_examine_body(f, &t);
    front_examine_spellings(f, &t);
    front_examine_download(f, &t);
    check_interim(f);
    front_examine_live(f, &t);
    front_examine_errors(f);
    status = front_remove(f, &t);
    report_method(f, "DELETE", status == 204, status);
    front_examine_idle(f);
}
