/* SPDX-License-Identifier: MIT */
/*
 * The path is "WHICH/WHAT". Browsers, which ask for a page, are redirected to the upload's page;
 * programs get 204.
 */
#include "fcgi/status/commands.h"

#include "fcgi/http/accept_header.h"
#include "jobs/processing_commands.h"
#include "base/error.h"
#include "base/id.h"
#include "base/json.h"
#include "base/log.h"
#include "upkeep/document_reader.h"
#include "upkeep/joining_redis.h"
#include "fcgi/status/poll.h"
#include "fcgi/status/status_target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_MAX 8192 /* bytes of a report's body */
#define REPORT_DEPTH 4
#define STAGES "stages/"
#define STAGE_NAME_SIZE 33

bool commands_are_allowed(const struct exchange *x, bool has_key)
{
    enum access_mode mode = x->gate->authority.mode;
    enum access_need need = mode == ACCESS_BY_KEY ? ACCESS_ADMIN : ACCESS_CHANGE;

    return (mode == ACCESS_BY_KEY && has_key) || access_permit(mode, need, &x->principal) == 0;
}

static int commands_open_processing(struct exchange *x, const char *id, struct processing *out)
{
    const struct poll_app *app = x->app;

    if (!x->thread)
        return ERR_NOMEM;
    *out = (struct processing){.config = &app->config,
                               .store = document_reader_store(x->thread),
                               .shards = document_reader_shards(x->thread, id),
                               .settle = joining_redis_settle};
    x->explain_missing = status_target_explain_missing;
    return out->store ? 0 : exchange_fail(x, ERR_IO, "The spool is not reachable");
}

/* Answers success, or an action that is recorded but not yet published. */
static int commands_answer(struct exchange *x, const struct status_target *t, int err)
{
    char back[sizeof t->which + 8];

    if (err == ERR_REDIS) {
        document_reader_log_failure(x->thread);
        return exchange_fail(x, err, "The change is recorded, but Redis is not reachable");
    }
    if (err != 0)
        return err;
    if (!accept_header_wants_page(request_header(x->request, "Accept")))
        return response_send(x->response, 204, NULL, NULL, 0);
    (void)snprintf(back, sizeof back, "../%s", t->which);
    response_header(x->response, "Location", back);
    return response_send(x->response, 303, NULL, NULL, 0);
}

static int retry(struct exchange *x, const struct processing *c, const struct status_target *t)
{
    char from[STAGE_NAME_SIZE];
    int err = request_query_value(x->request, "from", from, sizeof from);

    if (err != 0 && err != ERR_NOT_FOUND)
        return exchange_fail(x, ERR_BAD_REQUEST, "from must be the name of a stage");
    err = processing_retry(c, t->id, err == 0 ? from : NULL);
    if (err == ERR_BAD_REQUEST)
        return exchange_fail(x, err, "The upload has no stage of that name");
    return commands_answer(x, t, err);
}

/* --- reports --- */

static int read_body(struct exchange *x, struct buffer *body)
{
    const char *type = request_header(x->request, "Content-Type"), *bytes;
    int n = 0;

    if (type == NULL || strncmp(type, "application/json", strlen("application/json")) != 0)
        return exchange_fail(x, ERR_MEDIA_TYPE, "The Content-Type must be application/json");
    while (buffer_error(body) == 0 && (n = request_read(x->request, &bytes)) > 0)
        buffer_add(body, bytes, (size_t)n);
    if (n < 0)
        return n;
    return buffer_error(body) == ERR_BOUND ? ERR_TOO_LARGE : buffer_error(body);
}

static int parse_report(struct exchange *x, const struct json *o, struct processing_report *r)
{
    int64_t progress = json_get_int(o, "progress", -1);

    *r = (struct processing_report){
        .stage = r->stage,
        .progress = (int)progress,
        .message = json_get_string(o, "message", NULL),
        .done = json_get_bool(o, "done", false),
        .failure = json_get_string(o, "fail", NULL),
        .retryable = json_get_bool(o, "retryable", false),
    };
    if (json_kind(o) != JSON_OBJECT || progress < -1 || progress > 100 || (r->done && r->failure))
        return exchange_fail(x, ERR_BAD_REQUEST,
                             "A report may have progress (0 to 100), message, and done or fail");
    return 0;
}

static int commands_report(struct exchange *x, const struct processing *c,
                           const struct status_target *t)
{
    struct processing_report r = {.stage = t->what + strlen(STAGES)};
    struct buffer body;
    struct json *o = NULL;

    buffer_init(&body, REPORT_MAX);
    int err = access_permit(x->gate->authority.mode, ACCESS_ADMIN, &x->principal);
    if (err == 0)
        err = read_body(x, &body);
    if (err == 0 && json_parse(buffer_text(&body), body.len, REPORT_DEPTH, &o) != 0)
        err = exchange_fail(x, ERR_BAD_REQUEST, "The report is not valid JSON");
    if (err == 0)
        err = parse_report(x, o, &r);
    if (err == 0)
        err = commands_answer(x, t, processing_apply_report(c, t->id, &r));
    json_free(&o);
    buffer_free(&body);
    return err;
}

/* A path that only supports reading. */
static int commands_refuse_method(struct exchange *x)
{
    response_header(x->response, "Allow", "GET, HEAD");
    return ERR_METHOD;
}

int commands_post(struct exchange *x)
{
    struct status_target t = {.which = ""};
    struct processing c;

    if (strchr(x->rest, '/') == NULL || status_target_is(x, STATUS_METADATA_PATH) ||
        status_target_is(x, STATUS_STORY_PATH) ||
        strncmp(x->rest, LEGACY_PATH, strlen(LEGACY_PATH)) == 0)
        return commands_refuse_method(x);
    int err = status_target_find(x, &t);
    if (err != 0)
        return err;
    bool reports = strncmp(t.what, STAGES, strlen(STAGES)) == 0;
    bool retries = strcmp(t.what, "retry") == 0;
    if (!reports && !commands_are_allowed(x, t.has_key))
        return ERR_FORBIDDEN;
    if (!reports && !retries && strcmp(t.what, "cancel") != 0)
        return ERR_NOT_FOUND;
    err = commands_open_processing(x, t.id, &c);
    if (err != 0)
        return err;
    if (reports)
        return commands_report(x, &c, &t);
    if (retries)
        return retry(x, &c, &t);
    return commands_answer(x, &t, processing_cancel(&c, t.id));
}
