/* SPDX-License-Identifier: MIT */
/*
 * Parses problem documents and describes failures.
 */
#include "cli/common/problem.h"

#include "base/error.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MEDIA_TYPE "application/problem+json"
#define DEPTH 8

bool problem_is_document(const struct http_answer *a)
{
    char type[HTTP_VALUE_SIZE];

    return http_field(a, "Content-Type", type) != NULL &&
           strncasecmp(type, MEDIA_TYPE, strlen(MEDIA_TYPE)) == 0;
}

/* Returns the document, or NULL if the answer has none. */
static struct json *problem_read_document(const struct http_answer *a)
{
    struct json *doc = NULL;

    if (problem_is_document(a))
        (void)json_parse(buffer_text(&a->body), a->body.len, DEPTH, &doc);
    return doc;
}

bool problem_has_code(const struct http_answer *a, const char *code)
{
    struct json *doc = problem_read_document(a);
    bool has = strcmp(json_get_string(doc, "code", ""), code) == 0;

    json_free(&doc);
    return has;
}

static void describe_answer(const struct http_answer *a, char text[PROBLEM_TEXT_SIZE])
{
    char to[HTTP_VALUE_SIZE];
    struct json *doc = problem_read_document(a);
    const char *title = json_get_string(doc, "title", NULL);
    const char *detail = json_get_string(doc, "detail", NULL);

    if (title != NULL)
        (void)snprintf(text, PROBLEM_TEXT_SIZE, "%s%s%s (%d %s)", title, detail != NULL ? ": " : "",
                       detail != NULL ? detail : "", a->status, json_get_string(doc, "code", "?"));
    else if (a->status / 100 == 3 && http_field(a, "Location", to) != NULL)
        (void)snprintf(text, PROBLEM_TEXT_SIZE, "the server answers %d: use the address %.300s",
                       a->status, to);
    else
        (void)snprintf(text, PROBLEM_TEXT_SIZE, "the server answers %d", a->status);
    json_free(&doc);
}

void problem_describe(int err, const struct http_answer *a, char text[PROBLEM_TEXT_SIZE])
{
    if (err == 0)
        describe_answer(a, text);
    else
        (void)snprintf(text, PROBLEM_TEXT_SIZE, "%s", *a->failure ? a->failure : error_text(err));
}
