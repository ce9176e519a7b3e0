/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: the web server. Further checks depend on which server it is, and whether it
 * leads to our programs at all.
 */
#include "cli/doctor/front_end.h"

#include "base/error.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 8

static void note_server(struct front *f, const struct http_answer *a)
{
    char value[HTTP_VALUE_SIZE];
    const char *name = http_field(a, "Server", value);

    (void)snprintf(f->server_name, sizeof f->server_name, "%.60s",
                   name != NULL ? name : "an unnamed web server");
    f->server = advice_recognise(f->server_name);
}

/* Takes the values from the capabilities that later checks need. */
static bool read_capabilities(struct front *f, const struct http_answer *a)
{
    struct json *o = NULL;

    if (a->status != 200 || json_parse(buffer_text(&a->body), a->body.len, DEPTH_MAX, &o) != 0)
        return false;
    bool known = strcmp(json_get_string(o, "name", ""), "loadline") == 0;
    const char *version = json_get_string(o, "version", "");
    f->server_sends = strcmp(json_get_string(o, "download", ""), "server") == 0;
    f->chunk_size = json_get_int(o, "chunk_size", 0);
    if (known)
        check_report_ok("front", "%s leads to upload.fcgi %s", f->server_name, version);
    if (known && f->chunk_size != f->doctor->config->chunk_size)
        check_report_warn(&f->doctor->report, "front-settings",
                          "restart upload.fcgi, or name its settings with --config",
                          "upload.fcgi uses other settings: its chunk_size is %lld",
                          (long long)f->chunk_size);
    json_free(&o);
    return known;
}

/* Whether progress.fcgi is reached: then only the path of uploads is missing. */
static bool leads_to_progress(struct front *f)
{
    char url[FRONT_URL_MAX];
    struct http_answer a;

    front_url(f, f->doctor->config->progress_path, "", url);
    const struct http_request r = {.method = "GET", .url = url};
    (void)front_ask(f, f->http, &r, &a);
    bool ours = front_is_ours(&a);
    http_answer_free(&a);
    return ours;
}

static bool doctor_front_find_programs(struct front *f)
{
    static const char *const headers[] = {"Accept: application/json", DOCTOR_SETTINGS_FIELD ": ?",
                                          NULL};
    char url[FRONT_URL_MAX], said[HTTP_FAILURE_SIZE];
    struct http_answer a;

    front_url(f, f->doctor->config->upload_path, "", url);
    const struct http_request r = {.method = "GET", .url = url, .headers = headers};
    (void)front_ask(f, f->http, &r, &a);
    note_server(f, &a);
    bool found = read_capabilities(f, &a);
    front_examine_settings(f, &a, "upload.fcgi", f->doctor->config->upload_socket);
    if (a.status == 0)
        check_report_fail(&f->doctor->report, "front", "start the web server, or correct the URL",
                          "%s", front_said(&a, said));
    else if (!found)
        check_report_fail(&f->doctor->report, "front",
                          front_advice_for(f, &a, FRONT_UPLOADS,
                                           leads_to_progress(f) ? ADVICE_UPLOADS : ADVICE_WHOLE),
                          "%s answers %s at %s, not upload.fcgi", f->server_name,
                          front_said(&a, said), f->doctor->config->upload_path);
    http_answer_free(&a);
    return found;
}

void doctor_front(struct doctor *d)
{
    struct front f = {.doctor = d, .http = http_new(), .meanwhile = http_new()};

    if (f.http == NULL || f.meanwhile == NULL)
        check_report_fail(&d->report, "front", "free memory", "%s", error_text(ERR_NOMEM));
    else if (doctor_front_find_programs(&f)) {
        front_examine_served(&f);
        if (front_examine_rate(&f))
            front_examine_uploads(&f);
    }
    http_free(&f.http);
    http_free(&f.meanwhile);
}
