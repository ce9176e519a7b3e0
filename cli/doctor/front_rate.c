/* SPDX-License-Identifier: MIT */
/*
 * Checks whether the web server limits the rate of requests. Clients send many at once: a folder of
 * small files, or a page that polls for each of them.
 */
#include "cli/doctor/front_end.h"

#define REQUESTS 30

/* Whether one of our programs answered. An unreachable program may take long to fail, and other
 * checks cover it. */
static bool front_rate_is_answered(const struct http_answer *a)
{
    return a->status == 200 || front_is_ours(a);
}

/* Returns how many requests pass before one is refused. */
static int count_passing(struct front *f, const char *path, struct http_answer *answer_out)
{
    static const char *const headers[] = {"Accept: application/json", NULL};
    char url[FRONT_URL_MAX];
    int n = 0;

    front_url(f, path, "", url);
    const struct http_request r = {.method = "GET", .url = url, .headers = headers};
    for (;;) {
        (void)front_ask(f, f->http, &r, answer_out);
        if (front_is_rate(f, answer_out) || ++n == REQUESTS)
            return n;
        if (!front_rate_is_answered(answer_out))
            return REQUESTS;
        http_answer_free(answer_out);
    }
}

bool front_examine_rate(struct front *f)
{
    const struct config *c = f->doctor->config;
    const char *const paths[] = {c->upload_path, c->progress_path};
    bool good = true;

    for (size_t i = 0; i < sizeof paths / sizeof *paths && good; i++) {
        struct http_answer a;
        int n = count_passing(f, paths[i], &a);
        good = n == REQUESTS;
        if (!good)
            check_report_fail(
                &f->doctor->report, "rate", front_advice(f, ADVICE_RATE),
                "%s lets %d requests for %s through, then answers %d: no further checks "
                "are possible",
                f->server_name, n, paths[i], a.status);
        http_answer_free(&a);
    }
    if (good)
        check_report_ok("rate", "%d requests pass at once", REQUESTS);
    return good;
}
