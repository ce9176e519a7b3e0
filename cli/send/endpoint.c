/* SPDX-License-Identifier: MIT */
/*
 * Reads a site's capabilities document.
 */
#include "cli/send/endpoint.h"
#include "cli/common/interrupt.h"
#include "cli/send/patience.h"

#include "base/error.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 8
#define TIMEOUT_MS 30000

/* Whether the text fits into a header field and has no blank (RFC 6750 section 2.1). */
static bool is_token(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (*p <= ' ' || *p > '~')
            return false;
    }
    return *text != '\0';
}

static char *with_slash(const char *url)
{
    size_t len = strlen(url);
    char *out = NULL;

    return asprintf(&out, "%s%s", url, len > 0 && url[len - 1] == '/' ? "" : "/") < 0 ? NULL : out;
}

static int endpoint_read_document(struct endpoint *e, const struct http_answer *a)
{
    struct json *doc = NULL;
    int err = json_parse(buffer_text(&a->body), a->body.len, DEPTH, &doc);

    if (err == 0 && json_member(json_member(doc, "protocols"), "tus") == NULL)
        err = ERR_SYNTAX;
    if (err == 0) {
        const char *progress = json_get_string(doc, "progress_url", NULL);
        int64_t chunk_bytes = json_get_int(doc, "chunk_size", 0);
        e->chunk_bytes = chunk_bytes > 0 ? chunk_bytes : 0;
        e->progress_url = progress != NULL ? http_resolve(e->url, progress) : NULL;
    }
    json_free(&doc);
    return err;
}

/* Temporary failures: of a busy site, and of a proxy whose site restarts. */
static bool endpoint_is_passing(int status)
{
    return status == 408 || status == 429 || (status >= 502 && status <= 504);
}

/* Judges the answer: 0 if it holds the document, else a project code. */
static int endpoint_evaluate(int err, const struct http_answer *a, char why[PROBLEM_TEXT_SIZE])
{
    problem_describe(err, a, why);
    if (err != 0 || a->status == 200)
        return err;
    return a->status >= 500 || endpoint_is_passing(a->status) ? ERR_IO : ERR_REFUSED;
}

/* Requests the document once. wait_ms_out: time before the retry; 0: a retry is of no use. */
static int endpoint_ask(struct endpoint *e, struct patience *patience, int64_t *wait_ms_out,
                        char why[PROBLEM_TEXT_SIZE])
{
    static const char *const headers[] = {"Accept: application/json", NULL};
    struct http_answer answer;

    int err = http_perform(e->http,
                           &(struct http_request){.method = "GET",
                                                  .url = e->url,
                                                  .headers = headers,
                                                  .token = e->token,
                                                  .timeout_ms = TIMEOUT_MS},
                           &answer);
    bool passes = err == 0 && endpoint_is_passing(answer.status);
    *wait_ms_out = passes ? patience_wait_ms(patience, http_wait_ms(&answer)) : 0;
    err = endpoint_evaluate(err, &answer, why);
    if (err == 0 && (err = endpoint_read_document(e, &answer)) == ERR_SYNTAX)
        (void)snprintf(why, PROBLEM_TEXT_SIZE, "there is no Loadline at this URL");
    http_answer_free(&answer);
    return err;
}

int endpoint_open(struct endpoint *e, const char *url, const char *token, endpoint_waiting *waiting,
                  char why[PROBLEM_TEXT_SIZE])
{
    struct patience patience = {0};
    int64_t wait_ms = 0;
    int err;

    *e = (struct endpoint){.http = http_new(), .url = with_slash(url), .token = token};
    if (token != NULL && !is_token(token)) {
        (void)snprintf(why, PROBLEM_TEXT_SIZE, "the token has characters that no token has");
        return ERR_TOKEN;
    }
    (void)snprintf(why, PROBLEM_TEXT_SIZE, "%s", error_text(ERR_NOMEM));
    if (e->http == NULL || e->url == NULL)
        return ERR_NOMEM;
    while ((err = endpoint_ask(e, &patience, &wait_ms, why)) != 0 && wait_ms > 0) {
        waiting(url, why, wait_ms);
        if (!interrupt_pause_ms(wait_ms))
            break;
    }
    return err;
}

void endpoint_free(struct endpoint *e)
{
    http_free(&e->http);
    free(e->url);
    free(e->progress_url);
    *e = (struct endpoint){0};
}

int endpoint_ask_document(const struct endpoint *e, struct http *h, const char *id,
                          bool (*progress)(void *arg, int64_t sent), void *arg,
                          struct http_answer *answer_out)
{
    char *url = http_resolve(e->progress_url, id);

    if (url == NULL) {
        *answer_out = (struct http_answer){0};
        return ERR_NOMEM;
    }
    int err = http_perform(h,
                           &(struct http_request){.method = "GET",
                                                  .url = url,
                                                  .token = endpoint_token(e, url),
                                                  .progress = progress,
                                                  .arg = arg,
                                                  .timeout_ms = TIMEOUT_MS},
                           answer_out);
    free(url);
    return err;
}

const char *endpoint_token(const struct endpoint *e, const char *url)
{
    return e->token != NULL && http_same_origin(e->url, url) ? e->token : NULL;
}
