/* SPDX-License-Identifier: MIT */
/*
 * Checks whether an idle WebSocket stays open until the relay's next beat. That takes a whole
 * beat_interval, so a thread with its own connection waits during the other checks.
 */
#include "cli/doctor/front_end.h"

#include "base/clock.h"
#include "base/thread.h"

#include <stdlib.h>
#include <string.h>

#define HEARD_MAX 8192
#define BEAT_MOST_MS (60 * 1000) /* the check is skipped for longer intervals */
#define LATE_MS 5000

struct idle {
    struct front own; /* with connections of its own */
    pthread_t thread;
    struct buffer heard;
    bool greeted, beat, cut;
    int64_t greeted_at_ms, silent_ms;
};

static bool has(const struct buffer *b, const char *word)
{
    return memmem(b->data, b->len, word, strlen(word)) != NULL;
}

static bool front_idle_take(void *arg, const char *bytes, size_t len)
{
    struct idle *i = arg;

    buffer_add(&i->heard, bytes, len);
    if (!i->greeted && has(&i->heard, "\"welcome\"")) {
        i->greeted = true;
        i->greeted_at_ms = clock_mono_ms();
    }
    i->beat = i->greeted && has(&i->heard, "\"beat\"");
    return !i->beat && buffer_error(&i->heard) == 0;
}

static void *wait_for_beat(void *arg)
{
    struct idle *i = arg;
    struct http_answer a;
    char url[FRONT_URL_MAX];

    front_url(&i->own, i->own.doctor->config->live_path, "", url);
    const struct http_request r = {
        .method = "GET",
        .url = url,
        .headers = front_upgrade_headers,
        .take = front_idle_take,
        .arg = i,
        .timeout_ms = i->own.doctor->config->beat_interval_ms + LATE_MS,
    };
    int64_t most_ms = r.timeout_ms - LATE_MS / 2;
    int64_t began_ms = clock_mono_ms();
    (void)front_ask(&i->own, i->own.http, &r, &a);
    i->silent_ms = clock_mono_ms() - i->greeted_at_ms;
    i->cut = i->greeted && !i->beat && clock_mono_ms() - began_ms < most_ms;
    http_answer_free(&a);
    return NULL;
}

void front_begin_idle(struct front *f)
{
    const struct config *c = f->doctor->config;

    if (*c->live_path == '\0' || c->beat_interval_ms > BEAT_MOST_MS)
        return;
    struct idle *i = calloc(1, sizeof *i);
    if (i == NULL)
        return;
    i->own = (struct front){.doctor = f->doctor, .http = http_new()};
    buffer_init(&i->heard, HEARD_MAX);
    if (i->own.http != NULL && thread_start(&i->thread, "idle", 0, wait_for_beat, i) == 0) {
        f->idle = i;
        return;
    }
    http_free(&i->own.http);
    free(i);
}

static void front_idle_report(struct front *f, const struct idle *i)
{
    long long beat_ms = f->doctor->config->beat_interval_ms;

    if (i->beat)
        check_report_ok("idle", "silent connections stay open until the next heartbeat, %lld s",
                        beat_ms / 1000);
    else if (i->cut)
        check_report_fail(
            &f->doctor->report, "idle", front_advice(f, ADVICE_IDLE),
            "%s cuts a silent WebSocket after %lld s; the relay's heartbeat comes every %lld s "
            "(beat_interval)",
            f->server_name, (long long)i->silent_ms / 1000, beat_ms / 1000);
    else if (i->greeted)
        check_report_warn(&f->doctor->report, "idle", "see the log of loadline-relay",
                          "no heartbeat came in %lld s", (long long)i->silent_ms / 1000);
}

void front_examine_idle(struct front *f)
{
    struct idle *i = f->idle;

    if (i == NULL) {
        if (f->doctor->config->beat_interval_ms > BEAT_MOST_MS)
            check_report_skip("idle",
                              "beat_interval is more than a minute: make the web server's idle "
                              "timeouts longer");
        return;
    }
    (void)pthread_join(i->thread, NULL);
    front_idle_report(f, i);
    http_free(&i->own.http);
    buffer_free(&i->heard);
    free(i);
    f->idle = NULL;
}
