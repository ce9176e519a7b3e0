/* SPDX-License-Identifier: MIT */
/*
 * Follows uploads by rounds of GET, one for each upload that has not ended; every answer holds the
 * whole state.
 */
#include "cli/send/follow.h"
#include "cli/common/cli.h"
#include "cli/common/interrupt.h"

#include "base/clock.h"
#include "base/error.h"
#include "upload/state.h"

#include <stdio.h>

#define DEPTH 8
#define POLL_MS 300
#define PATIENCE_MS 120000 /* without a document: lost, or unreachable */

static void follow_take_document(struct upload_task *o, const struct http_answer *a)
{
    struct json *doc = NULL;

    if (json_parse(buffer_text(&a->body), a->body.len, DEPTH, &doc) != 0)
        return; /* skip an invalid document; the next may be valid */
    json_free(&o->doc);
    o->doc = doc;
    o->seen_at = clock_mono_ms();
    o->notice[0] = '\0';
    int state = state_from_name(json_get_string(doc, "state", ""));
    if (state < 0 || !state_ended((enum state)state))
        return;
    if (state == STATE_DONE)
        upload_task_end(o, CLI_OK, NULL);
    else
        upload_task_end(o, CLI_FAILED,
                        json_get_string(json_member(doc, "error"), "message",
                                        json_get_string(doc, "state", NULL)));
}

/* The absence may be temporary: Redis may have lost the upload until a worker restores it, or a
 * program may be restarting. */
static void follow_take_absence(struct upload_task *o, int err, const struct http_answer *a)
{
    char why[PROBLEM_TEXT_SIZE];
    bool final = a->status == 401 || a->status == 403;
    int64_t wait_ms = http_wait_ms(a);

    o->look_at = clock_mono_ms() + wait_ms;
    problem_describe(err, a, why);
    (void)snprintf(o->notice, sizeof o->notice, "%s", why);
    if (final || o->look_at - o->seen_at >= PATIENCE_MS) {
        (void)snprintf(o->why, sizeof o->why,
                       "the file was sent, but its state is not available: %.400s", why);
        upload_task_end(o, CLI_UNAVAILABLE, NULL);
    }
}

static void follow_poll(const struct endpoint *e, struct upload_task *o)
{
    struct http_answer answer;

    int err = endpoint_ask_document(e, e->http, o->id, NULL, NULL, &answer);
    if (err == 0 && answer.status == 200)
        follow_take_document(o, &answer);
    else if (err != ERR_INTERRUPTED)
        follow_take_absence(o, err, &answer);
    http_answer_free(&answer);
}

static size_t look_at_all(const struct endpoint *e, struct upload_task *files, size_t n)
{
    size_t open = 0;

    for (size_t i = 0; i < n && !interrupt_caught(); i++) {
        if (files[i].sent && !files[i].ended && clock_mono_ms() >= files[i].look_at)
            follow_poll(e, &files[i]);
        open += files[i].sent && !files[i].ended;
    }
    return open;
}

void follow_to_end(const struct endpoint *e, struct upload_task *files, size_t n,
                   const struct upload_task_watcher *watcher)
{
    for (size_t i = 0; i < n; i++) {
        files[i].seen_at = clock_mono_ms();
        if (files[i].sent && !files[i].ended && e->progress_url == NULL)
            upload_task_end(&files[i], CLI_UNAVAILABLE,
                            "the file was sent; the site has no progress URL");
    }
    while (!interrupt_caught() && look_at_all(e, files, n) > 0) {
        watcher->show(watcher->arg);
        (void)interrupt_pause_ms(POLL_MS);
    }
    watcher->show(watcher->arg);
}
