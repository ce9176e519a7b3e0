/* SPDX-License-Identifier: MIT */
/*
 * Checks whether the relay is reachable: by WebSocket up to its welcome, and by a stream of events
 * up to its first bytes, which must arrive although the stream does not end.
 */
#include "cli/doctor/front_end.h"

#include "base/buffer.h"

#include <stdio.h>
#include <string.h>

#define FIRST_WORDS_MAX 8192
#define PATIENCE_MS 5000

/* The received part of an endless answer. */
struct listening {
    const char *until; /* stop once the answer contains this */
    struct buffer heard;
    bool found;
};

static bool front_live_take(void *arg, const char *bytes, size_t len)
{
    struct listening *l = arg;

    buffer_add(&l->heard, bytes, len);
    l->found = memmem(l->heard.data, l->heard.len, l->until, strlen(l->until)) != NULL;
    return !l->found && buffer_error(&l->heard) == 0;
}

/* Returns true if the words arrived in time. */
static bool front_live_listen_for(struct front *f, const char *url, const char *const *headers,
                                  const char *words, struct http_answer *answer_out)
{
    struct listening l = {.until = words};
    const struct http_request r = {.method = "GET",
                                   .url = url,
                                   .headers = headers,
                                   .take = front_live_take,
                                   .arg = &l,
                                   .timeout_ms = PATIENCE_MS};

    buffer_init(&l.heard, FIRST_WORDS_MAX);
    (void)front_ask(f, f->http, &r, answer_out);
    buffer_free(&l.heard);
    return l.found;
}

/* The nonce is constant. */
const char *const front_upgrade_headers[] = {"Upgrade: websocket",
                                             "Connection: Upgrade",
                                             "Sec-WebSocket-Version: 13",
                                             "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                                             "Sec-WebSocket-Protocol: loadline.v1",
                                             NULL};

/* Whether a request without an upgrade reaches the relay: then the path is right. */
static bool is_reached(struct front *f)
{
    char url[FRONT_URL_MAX];
    struct http_answer a;

    front_url(f, f->doctor->config->live_path, "/events", url);
    const struct http_request r = {.method = "GET", .url = url, .timeout_ms = PATIENCE_MS};
    (void)front_ask(f, f->http, &r, &a);
    bool ours = front_is_ours(&a);
    http_answer_free(&a);
    return ours;
}

static const char *live_remedy(struct front *f, const struct http_answer *a)
{
    return is_reached(f) ? front_advice(f, ADVICE_WEBSOCKET)
                         : front_advice_for(f, a, FRONT_LIVE, ADVICE_LIVE);
}

static void check_websocket(struct front *f)
{
    char url[FRONT_URL_MAX], said[HTTP_FAILURE_SIZE];
    struct http_answer a;

    front_url(f, f->doctor->config->live_path, "", url);
    if (front_live_listen_for(f, url, front_upgrade_headers, "\"welcome\"", &a))
        check_report_ok("WebSocket", "the relay sends its welcome");
    else
        check_report_fail(&f->doctor->report, "WebSocket", live_remedy(f, &a), "%s: %s",
                          a.status == 101 ? "no welcome comes" : "the relay is not reachable",
                          front_said(&a, said));
    http_answer_free(&a);
}

static void check_events(struct front *f, const struct trial *t)
{
    static const char *const headers[] = {"Accept: text/event-stream", NULL};
    char url[FRONT_URL_MAX], below[64], said[HTTP_FAILURE_SIZE];
    struct http_answer a;

    (void)snprintf(below, sizeof below, "/events?id=%s", t->id);
    front_url(f, f->doctor->config->live_path, below, url);
    f->relay_reached = front_live_listen_for(f, url, headers, "\n\n", &a);
    if (f->relay_reached)
        check_report_ok("events", "arrive at once");
    else if (a.status == 0 || a.status == 200)
        check_report_fail(&f->doctor->report, "events", front_advice(f, ADVICE_EVENTS),
                          "%s buffers Server-Sent Events: none in %d s", f->server_name,
                          PATIENCE_MS / 1000);
    else
        check_report_fail(&f->doctor->report, "events",
                          front_advice_for(f, &a, FRONT_LIVE, ADVICE_LIVE),
                          "the relay is not reachable: %s", front_said(&a, said));
    http_answer_free(&a);
}

void front_examine_live(struct front *f, const struct trial *t)
{
    if (*f->doctor->config->live_path == '\0') {
        check_report_skip("live", "live_path is empty: clients poll");
        return;
    }
    check_websocket(f);
    check_events(f, t);
    if (f->relay_reached)
        front_examine_origin(f);
}
