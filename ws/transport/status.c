/* SPDX-License-Identifier: MIT */
/*
 * Prints the relay's status for the operator; one function per path.
 */
#include "ws/transport/status.h"

#include "base/clock.h"
#include "ws/fanout/counters.h"
#include "service/startup.h"

#include <stdio.h>
#include <string.h>

#define TEXT "text/plain; charset=utf-8"
#define JSON "application/json"
#define READY_MAX 8192 /* bytes of the answer to /readyz */
#define PROMETHEUS "text/plain; version=0.0.4; charset=utf-8"

static int answer_health(const struct status_view *v, struct buffer *out)
{
    (void)v;
    buffer_add_string(out, "ok\n");
    return 200;
}

/* Why a shard's news is late or missing; NULL: it is not. *because_out: more of it, or "". */
static const char *status_fault(const struct status_view *v, const struct source_health *h,
                                const char **because_out)
{
    bool refuses = h->up && h->refusal != NULL;

    *because_out = refuses ? h->refusal : h->away;
    return !h->up                                                         ? "no connection to Redis"
           : refuses                                                      ? "Redis refuses changes"
           : h->heard_ms < 0                                              ? "no heartbeat yet"
           : h->lag_ms > v->ready_lag_ms || h->heard_ms > v->ready_lag_ms ? "Redis lags"
                                                                          : NULL;
}

static void add_fault(const struct status_view *v, size_t shard, const char *why,
                      const char *because, struct buffer *out)
{
    if (sources_count(v->sources) > 1)
        buffer_addf(out, "shard %zu: ", shard + 1);
    buffer_addf(out, "%s%s%s\n", why, because[0] != '\0' ? ": " : "", because);
}

/* A relay is ready as long as one shard is: all relays lack the same one, and the watchers of the
 * others need a relay. */
static int answer_ready(const struct status_view *v, struct buffer *out)
{
    size_t count = sources_count(v->sources), faults = 0;
    struct buffer text;

    if (v->stopping) {
        buffer_add_string(out, "stopping\n");
        return 503;
    }
    buffer_init(&text, READY_MAX);
    for (size_t i = 0; i < count; i++) {
        struct source_health h = sources_health(v->sources, i);
        const char *because, *why = status_fault(v, &h, &because);
        if (why != NULL)
            add_fault(v, i, why, because, &text);
        faults += why != NULL;
    }
    buffer_add_string(out, faults == 0 ? "ready\n" : faults < count ? "ready, but " : "");
    buffer_add_string(out, buffer_text(&text));
    buffer_free(&text);
    return faults < count ? 200 : 503;
}

static void add_sessions(const struct status_view *v, struct buffer *out)
{
    static const struct metric sessions = {"relay_sessions", "Clients connected", METRIC_GAUGE};

    metric_print_head(out, &sessions);
    for (int k = 0; k < SESSION_KINDS; k++)
        metric_print_labelled(out, &sessions, "transport", session_kind_name((enum session_kind)k),
                              (int64_t)sessions_count_of(v->sessions, (enum session_kind)k));
}

/* The health of all shards as one: up if all are, with the longest lag. */
static struct source_health status_health(const struct status_view *v)
{
    struct source_health all = sources_health(v->sources, 0);

    for (size_t i = 1; i < sources_count(v->sources); i++) {
        struct source_health h = sources_health(v->sources, i);
        all.up &= h.up;
        all.lag_ms = h.lag_ms > all.lag_ms ? h.lag_ms : all.lag_ms;
        all.refusal = all.refusal != NULL ? all.refusal : h.refusal;
    }
    return all;
}

static void add_shards(const struct status_view *v, struct buffer *out)
{
    static const struct metric up = {"relay_shard_up", "Whether news come from the shard",
                                     METRIC_GAUGE};

    if (sources_count(v->sources) == 1)
        return;
    metric_print_head(out, &up);
    for (size_t i = 0; i < sources_count(v->sources); i++) {
        char name[24];
        (void)snprintf(name, sizeof name, "%zu", i + 1);
        metric_print_labelled(out, &up, "shard", name, sources_health(v->sources, i).up);
    }
}

static void add_relay(const struct status_view *v, struct buffer *out)
{
    struct source_health h = status_health(v);
    const struct {
        struct metric metric;
        int64_t value;
    } gauges[] = {
        {{"relay_topics", "Uploads watched", METRIC_GAUGE}, (int64_t)topics_count(v->topics)},
        {{"relay_redis_up", "Whether news come from Redis", METRIC_GAUGE}, h.up},
        {{"relay_redis_refuses", "Whether Redis refuses changes", METRIC_GAUGE}, h.refusal != NULL},
        {{"relay_redis_lag_seconds", "Time the last heartbeat through Redis took", METRIC_GAUGE_MS},
         h.lag_ms < 0 ? 0 : h.lag_ms},
    };

    for (size_t i = 0; i < sizeof gauges / sizeof *gauges; i++)
        metric_print(out, &gauges[i].metric, gauges[i].value);
}

static int answer_metrics(const struct status_view *v, struct buffer *out)
{
    add_sessions(v, out);
    add_relay(v, out);
    add_shards(v, out);
    counters_print(out);
    site_print_metrics(v->site, clock_mono_ms(), out);
    return 200;
}

static int answer_settings(const struct status_view *v, struct buffer *out)
{
    buffer_addf(out, "%s\n", startup_is_current(v->config) ? "current" : "changed");
    return 200;
}

static int answer_sessions(const struct status_view *v, struct buffer *out)
{
    sessions_print(v->sessions, out);
    buffer_add_char(out, '\n');
    return 200;
}

void status_describe(const struct status_view *v, struct buffer *out)
{
    buffer_add_string(out, ",\"sessions\":{");
    for (int k = 0; k < SESSION_KINDS; k++)
        buffer_addf(out, "%s\"%s\":%zu", k > 0 ? "," : "", session_kind_name((enum session_kind)k),
                    sessions_count_of(v->sessions, (enum session_kind)k));
    buffer_addf(out, "},\"topics\":%zu,\"lag_ms\":%lld", topics_count(v->topics),
                (long long)status_health(v).lag_ms);
}

int status_answer(const struct status_view *v, const char *path, struct buffer *out,
                  const char **type_out)
{
    static const struct {
        const char *path, *type;
        int (*answer)(const struct status_view *v, struct buffer *out);
    } paths[] = {
        {"/healthz", TEXT, answer_health},        {"/readyz", TEXT, answer_ready},
        {"/metrics", PROMETHEUS, answer_metrics}, {"/sessions", JSON, answer_sessions},
        {"/settings", TEXT, answer_settings},
    };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (strcmp(path, paths[i].path) != 0)
            continue;
        *type_out = paths[i].type;
        return paths[i].answer(v, out);
    }
    *type_out = TEXT;
    buffer_add_string(out, "/healthz /readyz /metrics /sessions /settings\n");
    return 404;
}
