/* SPDX-License-Identifier: MIT */
/*
 * Decides which answers end a task and which repeat its request.
 */
#include "worker/s3/s3_client.h"

#include "base/backoff.h"
#include "base/clock.h"
#include "base/error.h"
#include "s3/s3_text.h"

#include <stdio.h>
#include <string.h>

#define CODE_SIZE 128

static const struct backoff pauses = {200, 5000, BACKOFF_EQUAL_JITTER};

int s3_client_open(struct s3_client *c, const char *credentials_path, const char *region)
{
    *c = (struct s3_client){0};
    int rc = s3_credentials_open(&c->credentials, credentials_path);
    if (rc == 0 && (c->wire = s3_wire_new(region)) == NULL)
        rc = ERR_NOMEM;
    return rc;
}

void s3_client_close(struct s3_client *c)
{
    s3_wire_free(&c->wire);
    explicit_bzero(&c->credentials, sizeof c->credentials);
    c->count = 0;
}

void s3_client_drop(struct s3_client *c)
{
    s3_wire_drop(c->wire);
    c->count = 0;
}

void s3_task_free(struct s3_task *t)
{
    buffer_free(&t->a.body);
}

bool s3_answer_is(const struct s3_answer *a, const char *code)
{
    char text[CODE_SIZE];

    return s3_text_element(buffer_text(&a->body), "Code", text, sizeof text) &&
           strcmp(text, code) == 0;
}

bool s3_answer_has_error(const struct s3_answer *a)
{
    return a->status / 100 == 2 && strstr(buffer_text(&a->body), "<Error>") != NULL;
}

bool s3_answer_is_temporary(const struct s3_answer *a)
{
    static const char *const codes[] = {"InternalError",      "SlowDown",
                                        "ServiceUnavailable", "RequestTimeout",
                                        "OperationAborted",   "ConditionalRequestConflict"};

    if (a->status == 0 || a->status == 408 || a->status == 429 ||
        (a->status >= 500 && a->status != 501))
        return true;
    if (a->status / 100 == 2 && !s3_answer_has_error(a))
        return false;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (s3_answer_is(a, codes[i]))
            return true;
    return false;
}

/* Amazon answers expired temporary credentials with 400; an answer to HEAD has no code. */
static bool s3_client_is_refused(const struct s3_answer *a)
{
    return a->status == 401 || a->status == 403 ||
           (a->status == 400 && (a->body.len == 0 || s3_answer_is(a, "ExpiredToken") ||
                                 s3_answer_is(a, "InvalidToken")));
}

static int s3_client_send(struct s3_client *c, struct s3_task *t)
{
    s3_credentials_look(&c->credentials, false);
    t->generation = c->credentials.generation;
    t->sent = true;
    return s3_wire_add(c->wire, &t->q, &c->credentials, &t->a);
}

int s3_client_begin(struct s3_client *c, struct s3_task *t)
{
    if (c->count == S3_TASKS_MAX)
        return ERR_BOUND;
    t->done = t->renewed = false;
    t->failures = 0;
    t->again_at_ms = 0;
    c->tasks[c->count++] = t;
    int rc = s3_client_send(c, t);
    if (rc != 0)
        c->count--;
    return rc;
}

/* Takes the answer of a task whose request has ended. */
static void s3_client_judge(struct s3_client *c, struct s3_task *t)
{
    t->sent = false;
    if (s3_client_is_refused(&t->a) && !t->renewed) {
        t->renewed = true;
        s3_credentials_look(&c->credentials, true);
        if (t->generation != c->credentials.generation)
            return;
    }
    t->done = !s3_answer_is_temporary(&t->a) || ++t->failures >= t->tries;
    if (!t->done)
        t->again_at_ms = clock_mono_ms() + backoff_ms(&pauses, (unsigned)t->failures);
}

int s3_client_work(struct s3_client *c, int wait_ms)
{
    int rc = 0;
    size_t left = 0;

    s3_wire_poll(c->wire, wait_ms);
    for (size_t i = 0; i < c->count; i++) {
        struct s3_task *t = c->tasks[i];
        if (t->sent && t->a.ended)
            s3_client_judge(c, t);
        if (!t->done && !t->sent && rc == 0 && clock_mono_ms() >= t->again_at_ms)
            rc = s3_client_send(c, t);
        if (!t->done)
            c->tasks[left++] = t;
    }
    c->count = left;
    return rc;
}

void s3_client_describe(const struct s3_client *c, const struct s3_answer *a, char *out,
                        size_t size)
{
    char code[CODE_SIZE], text[256];
    bool told = s3_text_element(buffer_text(&a->body), "Code", code, sizeof code);

    (void)s3_text_element(buffer_text(&a->body), "Message", text, sizeof text);
    if (a->status == 0)
        (void)snprintf(out, size, "%s", a->problem);
    else if (told)
        (void)snprintf(out, size, "%s%s%s (HTTP %d)", code, *text ? ": " : "", text, a->status);
    else
        (void)snprintf(out, size, "HTTP %d", a->status);
    s3_credentials_mask(&c->credentials, out);
}
