/* SPDX-License-Identifier: MIT */
/*
 * Checks whether our error documents arrive: clients read the reason in them, and whether to retry.
 * Web servers replace them if they are configured with error pages of their own.
 */
#include "cli/doctor/front_end.h"

/* An id and a key that no upload has. */
#define NOBODY "00000000000000000000000000000000"

struct refusal {
    const char *path, *below;
    const char *const *headers;
    const char *method;
};

static bool is_replaced(struct front *f, const struct refusal *r, int *status_out)
{
    char url[FRONT_URL_MAX];
    struct http_answer a;

    front_url(f, r->path, r->below, url);
    const struct http_request request = {
        .method = r->method, .url = url, .headers = r->headers, .body = "", .body_bytes = 0};
    const struct http_request plain = {.method = r->method, .url = url, .headers = r->headers};
    (void)front_ask(f, f->http, r->method[0] == 'P' ? &request : &plain, &a);
    *status_out = a.status;
    bool replaced = a.status >= 400 && !front_is_ours(&a) && !front_is_rate(f, &a);
    http_answer_free(&a);
    return replaced;
}

void front_examine_errors(struct front *f)
{
    static const char *const old[] = {"Tus-Resumable: 0.1.0", "Upload-Length: 1", NULL};
    static const char *const wrong[] = {"Tus-Resumable: 1.0.0", NULL};
    const struct config *c = f->doctor->config;
    const struct refusal refusals[] = {
        {c->upload_path, NOBODY "." NOBODY, NULL, "GET"}, /* 404 */
        {c->progress_path, NOBODY, NULL, "GET"},          /* 404 */
        {c->upload_path, "", old, "POST"},                /* 412 */
        {c->upload_path, "", wrong, "POST"},              /* 400 */
        {c->live_path, "/events", NULL, "GET"},           /* 400 */
    };
    int status = 0;

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if ((refusals[i].path == c->progress_path && !f->progress_reached) ||
            (refusals[i].path == c->live_path && !f->relay_reached) ||
            !is_replaced(f, &refusals[i], &status))
            continue;
        check_report_fail(&f->doctor->report, "errors", front_advice(f, ADVICE_ERRORS),
                          "%s replaces the program's answer %d by its own page, at %s: clients "
                          "do not get the reason",
                          f->server_name, status, refusals[i].path);
        return;
    }
    check_report_ok("errors", "error documents arrive unchanged");
}
