/* SPDX-License-Identifier: MIT */
/*
 * Each client of the table displays errors in its own way. Every client treats this status as
 * final, so none repeats a part for ever.
 */
#include "fcgi/uploaders/dialect_request.h"

#include "base/buffer.h"
#include "fcgi/app/app.h"
#include "fcgi/uploaders/chunk.h"
#include "base/error.h"
#include "fcgi/http/request_protocol.h"

#include <stdio.h>
#include <string.h>

#define VALUE_MAX 64 /* bytes of a number; of a mark only the presence counts */
#define SENTENCE_MAX 256
#define MEMBERS_MAX (2 * SENTENCE_MAX)

static void dialect_request_read_parameter(const struct request *r, const char *name,
                                           struct dialect_view *v)
{
    char value[VALUE_MAX];

    switch (request_query_value(r, name, value, sizeof value)) {
    case 0:
        dialect_note(v, name, value);
        break;
    case ERR_BOUND:
        dialect_note(v, name, "");
        break;
    default:
        break;
    }
}

void dialect_read(const struct request *r, struct dialect_view *v)
{
    const char *range = request_header(r, "Content-Range");

    dialect_begin(v);
    for (size_t i = 0; i < DIALECTS; i++)
        for (size_t role = 0; role < DIALECT_ROLES; role++)
            if (dialect_of((enum dialect_id)i)->fields[role] != NULL)
                dialect_request_read_parameter(r, dialect_of((enum dialect_id)i)->fields[role], v);
    if (range != NULL && *range != '\0')
        v->range_size = chunk_range_of_whole(range);
}

static int send_json(struct exchange *x, const struct dialect *d, const char *sentence)
{
    bool success = d->voice == DIALECT_SUCCESS;
    struct buffer members;

    buffer_init(&members, MEMBERS_MAX);
    buffer_addf(&members,
                "%s\"error\":", success ? "\"success\":false,\"preventRetry\":true," : "");
    buffer_add_json_string(&members, sentence);
    buffer_add_char(&members, ',');
    /* Dropzone parses no other type. */
    (void)response_problem_as(x->response, "application/json", ERR_CHUNK, sentence,
                              buffer_text(&members));
    buffer_free(&members);
    return ERR_CHUNK;
}

int dialect_refuse(struct exchange *x, const struct dialect *d)
{
    char sentence[SENTENCE_MAX];

    (void)snprintf(sentence, sizeof sentence, "This server does not join the chunks of %s: set %s",
                   d->name, d->remedy);
    (void)exchange_fail(x, ERR_CHUNK, "%s", sentence);
    if (d->voice == DIALECT_JSON || d->voice == DIALECT_SUCCESS)
        return send_json(x, d, sentence);
    if (d->voice == DIALECT_TEXT)
        (void)response_send(x->response, error_status(ERR_CHUNK), "text/plain; charset=utf-8",
                            sentence, strlen(sentence));
    else
        (void)response_problem(x->response, ERR_CHUNK, sentence);
    return ERR_CHUNK;
}

bool dialect_is_enabled(const struct config *c, const struct dialect *d)
{
    for (char **name = c->uploaders; d->setting != NULL && *name != NULL; name++)
        if (strcmp(*name, d->setting) == 0)
            return true;
    return false;
}

const struct dialect *dialect_of_chunk(struct exchange *x, const struct dialect_view *v)
{
    const struct app *app = x->app;
    const char *range = request_header(x->request, "Content-Range");
    struct dialect_verdict verdict = dialect_judge(v);
    const struct dialect *d = verdict.by;
    int64_t body = request_content_length(x->request);
    bool is_whole = verdict.whole && (verdict.size < 0 || body < 0 || body >= verdict.size);
    struct chunk c;

    if (d == NULL && v->range_size < 0 && range != NULL && chunk_parse_range(range, &c) == NULL)
        d = dialect_of(DIALECT_JQUERY);
    /* A whole file whose client has no id of its own is a file like any other. */
    else if (d != NULL && is_whole && d->id == NULL)
        d = NULL;
    return d != NULL && dialect_is_enabled(&app->config, d) ? d : NULL;
}

int dialect_check(struct exchange *x, const struct dialect_view *v, int64_t received)
{
    struct dialect_verdict verdict = dialect_judge(v);
    int64_t body = request_content_length(x->request);
    bool fits = verdict.size < 0 ||
                (received < 0 ? body < 0 || body >= verdict.size : received == verdict.size);

    if (verdict.whole && fits)
        return 0;
    if (received < 0 && dialect_of_chunk(x, v) != NULL)
        return 0;
    if (verdict.by != NULL)
        return dialect_refuse(x, verdict.by);
    return exchange_fail(x, ERR_PART, "The file is not as long as Content-Range says");
}

static bool has_parameter(const struct request *r, const char *name)
{
    char value[VALUE_MAX];

    return request_query_value(r, name, value, sizeof value) != ERR_NOT_FOUND;
}

bool dialect_is_filepond(const struct request *r)
{
    if (tus_is_spoken(r) || resumable_is_spoken(r))
        return false;
    if (has_parameter(r, "patch"))
        return true;
    return form_is_spoken(r) && request_header(r, "Upload-Length") != NULL;
}

bool dialect_is_question(const struct request *r)
{
    struct dialect_view v;

    dialect_read(r, &v);
    struct dialect_verdict verdict = dialect_judge(&v);
    return verdict.by != NULL && verdict.by->asks;
}
