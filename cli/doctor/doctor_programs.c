/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: whether each program answers at the address of the settings.
 */
#include "cli/doctor/doctor.h"

#include "cli/doctor/fcgi_ping.h"
#include "cli/common/http.h"
#include "base/clock.h"
#include "progress/progress.h"
#include "redis/redis.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 5000
#define URL_MAX_BYTES 320
#define WORKER_FRESH_MS 30000       /* fifteen heartbeats (heartbeat.h) */
#define WORKER_LATE_MS (600 * 1000) /* ten runs of a cron job that runs each minute */

/* Checks a FastCGI program with its own socket. */
static void check_fcgi(struct doctor *d, const char *name, const char *address, const char *path)
{
    if (*address == '\0') {
        check_report_skip(name, "the web server starts it%s",
                          d->url == NULL ? ": not seen without a URL" : "");
        return;
    }
    char word[FCGI_PING_WORD_SIZE] = "";
    int fd = fcgi_ping_connect(address);
    if (fd < 0)
        check_report_fail(&d->report, name,
                          errno == EACCES ? "run as a member of the web server's group"
                                          : "start it; its log has the reason of its end",
                          "does not answer at %s: %s", address, strerror(errno));
    else if (!fcgi_ping(fd, path, DOCTOR_SETTINGS_FIELD, word))
        check_report_fail(&d->report, name, "restart it, and see its log",
                          "listens at %s, but does not answer", address);
    else
        check_report_ok(name, "answers at %s", address);
    doctor_settings(d, name, word);
    if (fd >= 0)
        (void)close(fd);
}

/* Returns the status of a path at an address of the relay, and the first line of the body. */
static int ask_relay(const char *address, const char *path, char text[HTTP_FAILURE_SIZE])
{
    bool is_path = strncmp(address, "unix:", 5) == 0;
    char url[URL_MAX_BYTES];
    struct http_answer answer;
    struct http *http = http_new();

    text[0] = '\0';
    if (http == NULL)
        return 0;
    (void)snprintf(url, sizeof url, "http://%s%s", is_path ? "localhost" : address, path);
    const struct http_request request = {.method = "GET",
                                         .url = url,
                                         .socket_path = is_path ? address + 5 : NULL,
                                         .direct = true,
                                         .timeout_ms = PATIENCE_MS};
    int rc = http_perform(http, &request, &answer);
    const char *said = rc == 0 ? buffer_text(&answer.body) : answer.failure;
    (void)snprintf(text, HTTP_FAILURE_SIZE, "%.*s", (int)strcspn(said, "\n"), said);
    int status = answer.status;
    http_answer_free(&answer);
    http_free(&http);
    return status;
}

static void check_relay_health(struct doctor *d, const char *address)
{
    char text[HTTP_FAILURE_SIZE];

    if (ask_relay(address, "/healthz", text) != 200)
        check_report_fail(&d->report, "relay",
                          "start loadline-relay; its log has the reason of its end",
                          "does not answer its operator: %s", text);
    else if (ask_relay(address, "/readyz", text) != 200)
        check_report_fail(&d->report, "relay", "see the lines about Redis above",
                          "answers at %s, but is not ready: %s", address, text);
    else if (strcmp(text, "ready") != 0)
        check_report_warn(&d->report, "relay", "see the lines about Redis above", "%s", text);
    else
        check_report_ok("relay", "ready");
    if (ask_relay(address, "/settings", text) == 200)
        doctor_settings(d, "loadline-relay", text);
}

static void check_relay(struct doctor *d)
{
    const struct config *c = d->config;
    char text[HTTP_FAILURE_SIZE];

    if (*c->live_path == '\0')
        check_report_skip("relay", "live_path is empty: clients poll");
    else if (*c->relay_admin_listen != '\0')
        check_relay_health(d, c->relay_admin_listen);
    else if (ask_relay(c->relay_listen, "/", text) == 0)
        check_report_fail(&d->report, "relay",
                          "start loadline-relay; or without a relay: live_path = (empty)",
                          "does not answer: %s", text);
    else
        check_report_ok("relay", "answers at %s; its state needs relay_admin_listen",
                        c->relay_listen);
}

/* Returns the time in ms since the last heartbeat of a worker, as recorded in Redis; -1: never, -2:
 * unreadable. *old_out: its settings have changed since it started. */
static int64_t worker_age_ms(struct doctor *d, bool *old_out)
{
    char key[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;

    progress_key(d->config->redis_prefix, PROGRESS_WORKER, key);
    if (redis_commandl(d->redis, &v, "GET", key, (const char *)NULL) != 0)
        return -2;
    const char *sign = redis_value_text(v);
    int64_t seen = sign != NULL ? strtoll(sign, NULL, 10) : 0;
    *old_out = sign != NULL && strstr(sign, PROGRESS_WORKER_OLD) != NULL;
    redis_value_free(&v);
    return seen == 0 ? -1 : llabs(clock_wall_ms() - seen);
}

static void check_worker(struct doctor *d)
{
    static const char remedy[] = "start loadline-worker, or loadline-worker --drain by cron";

    if (d->config->stage_names[0] == NULL && d->config->pipeline_count == 0) {
        check_report_skip("worker", "there are no stages");
        return;
    }
    if (d->redis == NULL || d->config->redis_prefix == NULL) {
        check_report_skip("worker", "this check needs Redis");
        return;
    }
    bool old = false;
    int64_t age = worker_age_ms(d, &old);
    if (age == -2)
        check_report_skip("worker", "Redis refuses the answer: %s", redis_failure(d->redis));
    else if (age == -1)
        check_report_fail(&d->report, "worker", remedy, "no heartbeat: no upload is processed");
    else if (age > WORKER_LATE_MS)
        check_report_fail(&d->report, "worker", remedy, "last heartbeat %lld minutes ago",
                          (long long)age / 60000);
    else
        check_report_ok("worker", "last heartbeat %lld s ago%s", (long long)age / 1000,
                        age > WORKER_FRESH_MS ? ": probably by cron" : "");
    if (age >= 0 && age <= WORKER_FRESH_MS)
        doctor_settings(d, "loadline-worker", old ? "changed" : "current");
}

void doctor_programs(struct doctor *d)
{
    check_fcgi(d, "upload.fcgi", d->config->upload_socket, d->config->upload_path);
    check_fcgi(d, "progress.fcgi", d->config->progress_socket, d->config->progress_path);
    check_relay(d);
    check_worker(d);
}
