/* SPDX-License-Identifier: MIT */
/*
 * Checks requests that clients write in two ways: the endpoint with and without its trailing slash,
 * and bodies with and without a length. Both must reach upload.fcgi.
 */
#include "cli/doctor/front_end.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BODY_BYTES 1024
#define PAUSE_MS 200 /* some servers add a length to a body that arrives at once */

/* --- the slash --- */

static void check_slash(struct front *f)
{
    static const char *const headers[] = {"Accept: application/json", NULL};
    char path[FRONT_URL_MAX], url[FRONT_URL_MAX], said[HTTP_FAILURE_SIZE];
    struct http_answer a;

    (void)snprintf(path, sizeof path, "%s", f->doctor->config->upload_path);
    size_t len = strlen(path);
    if (len < 2) /* the root has no second spelling */
        return;
    path[len - 1] = '\0';
    front_url(f, path, "", url);
    const struct http_request r = {.method = "GET", .url = url, .headers = headers};
    (void)front_ask(f, f->http, &r, &a);
    if (a.status == 200 && strstr(buffer_text(&a.body), "\"loadline\"") != NULL)
        check_report_ok("slash", "%s leads to upload.fcgi too", path);
    else
        check_report_fail(&f->doctor->report, "slash", front_advice(f, ADVICE_SLASH),
                          "clients that ask for %s do not reach upload.fcgi: %s", path,
                          front_said(&a, said));
    http_answer_free(&a);
}

/* --- a body without a length --- */

static size_t front_spellings_give(void *arg, char *bytes, size_t room)
{
    size_t *left = arg;
    size_t half = BODY_BYTES / 2;
    size_t n = *left < half ? *left : half;

    n = n < room ? n : room;
    if (n > 0)
        clock_pause_ms(PAUSE_MS);

    memset(bytes, 0, n);
    *left -= n;
    return n;
}

static void report_lengthless(struct front *f, const struct http_answer *a)
{
    char said[HTTP_FAILURE_SIZE];

    if (a->status != 204)
        check_report_fail(&f->doctor->report, "chunked", front_advice(f, ADVICE_LENGTHLESS),
                          "a body without a length (Transfer-Encoding: chunked) does not reach "
                          "upload.fcgi: %s",
                          front_said(a, said));
    else
        check_report_ok("chunked", "bodies without a length pass%s",
                        f->server == ADVICE_LIGHTTPD
                            ? ", once they are there; a POST with neither length nor body is 411"
                            : "");
}

static void check_lengthless(struct front *f, struct trial *t)
{
    size_t left = BODY_BYTES;
    char offset[48];
    const char *const headers[] = {"Tus-Resumable: 1.0.0",
                                   "Content-Type: application/offset+octet-stream",
                                   "Expect:", offset, NULL};
    struct http_answer a;

    if (front_head(f, t) != 200)
        return;
    (void)snprintf(offset, sizeof offset, "Upload-Offset: %" PRId64, t->offset);
    const struct http_request r = {.method = "PATCH",
                                   .url = t->url,
                                   .headers = headers,
                                   .body_bytes = -1,
                                   .read = front_spellings_give,
                                   .arg = &left};
    (void)front_ask(f, f->http, &r, &a);
    report_lengthless(f, &a);
    http_answer_free(&a);
}

void front_examine_spellings(struct front *f, struct trial *t)
{
    check_slash(f);
    check_lengthless(f, t);
}
