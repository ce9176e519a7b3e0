/* SPDX-License-Identifier: MIT */
/*
 * What the stage tells its host and what becomes of it, by the receiver's answers. The receiver
 * listens at a port of the loopback interface.
 */
#include "tests/unit/support/stage_host.h"

#include "base/clock.h"
#include "base/error.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#define WAIT_MS 30000
#define BEGAN_MS INT64_C(1769817600000) /* 2026-01-31 00:00 UTC */
#define PATIENCE_MS (INT64_C(100) * 365 * 24 * 60 * 60 * 1000)

struct receiver {
    int listener;
    const char *status;          /* of the answer; NULL: none is given */
    char request[4096], url[64]; /* what was sent, and where to */
    pthread_t thread;
};

/* Reads the request up to the end of its body, a JSON object of two levels. */
static void receiver_read(struct receiver *r, int fd)
{
    size_t len = 0;

    while (len + 1 < sizeof r->request && strstr(r->request, "}}") == NULL) {
        ssize_t n = recv(fd, r->request + len, sizeof r->request - 1 - len, 0);
        if (n <= 0)
            return;
        len += (size_t)n;
        r->request[len] = '\0';
    }
}

static void *receiver_run(void *arg)
{
    struct receiver *r = arg;
    char answer[128];
    int fd = accept(r->listener, NULL, NULL);

    if (fd < 0)
        return NULL;
    receiver_read(r, fd);
    int len = snprintf(answer, sizeof answer,
                       "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", r->status);
    (void)send(fd, answer, (size_t)len, MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

static void receiver_open(struct receiver *r, const char *status)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;

    memset(r, 0, sizeof *r);
    r->status = status;
    r->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(r->listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(r->listener, 1), 0);
    assert_int_equal(getsockname(r->listener, (struct sockaddr *)&a, &len), 0);
    (void)snprintf(r->url, sizeof r->url, "http://127.0.0.1:%d/hook", ntohs(a.sin_port));
    if (status != NULL)
        assert_int_equal(pthread_create(&r->thread, NULL, receiver_run, r), 0);
}

static void receiver_close(struct receiver *r)
{
    (void)shutdown(r->listener, SHUT_RDWR); /* ends accept() */
    if (r->status != NULL)
        pthread_join(r->thread, NULL);
    close(r->listener);
}

/* The worker's part: what it answers, and what it was told. */
struct outside {
    struct stage_host host;
    struct config config;
    int64_t wait_ms;
    int went, came_back;
    struct receiver_request asked;
    enum receiver_end end;
    char *events[2];
};

static int64_t go_out(struct stage_context *ctx, const struct receiver_request *q)
{
    struct outside *o = ctx->host;

    o->went++;
    o->asked = *q;
    return o->wait_ms;
}

static void come_back(struct stage_context *ctx, const struct receiver_request *q,
                      enum receiver_end end)
{
    struct outside *o = ctx->host;

    assert_string_equal(q->url, o->asked.url);
    o->came_back++;
    o->end = end;
}

static void outside_open(struct outside *o, struct receiver *r)
{
    static char name[] = "tell", kind[] = "notify", yes[] = "yes", no[] = "no";
    static char event[] = "processed", nothing[] = "", path[] = "/progress/";

    memset(o, 0, sizeof *o);
    host_open(&o->host, "abc", 3);
    o->events[0] = event;
    o->config.public_url = nothing;
    o->config.progress_path = path;
    o->host.ctx.config = &o->config;
    o->host.settings.name = name;
    o->host.settings.kind = kind;
    o->host.settings.notify_url = r->url;
    o->host.settings.notify_private = yes;
    o->host.settings.notify_upload_url = no;
    o->host.settings.notify_timeout_ms = WAIT_MS;
    o->host.settings.notify_events = o->events;
    o->host.settings.retry_after_ms = 7000;
    o->host.settings.patience_ms = PATIENCE_MS;
    o->host.ctx.patience_ends_at = BEGAN_MS + PATIENCE_MS;
    o->host.ctx.go_out = go_out;
    o->host.ctx.come_back = come_back;
}

static void outside_close(struct outside *o)
{
    host_close(&o->host);
}

static void test_the_webhook_has_the_time_at_which_the_stage_began(void **state)
{
    struct receiver r;
    struct outside o;
    char id[128];

    (void)state;
    receiver_open(&r, "204 No Content");
    outside_open(&o, &r);
    o.host.upload.attempts_before = 2;
    assert_int_equal(host_run(&o.host, &stage_notify), 0);
    receiver_close(&r);
    (void)snprintf(id, sizeof id, "webhook-id: msg_%s_tell_2\r\n", o.host.upload.id);
    assert_non_null(strstr(r.request, id));
    assert_non_null(strstr(r.request, "\"upload.processed\""));
    assert_non_null(strstr(r.request, "\"2026-01-31T00:00:00Z\""));
    assert_string_equal(o.asked.url, r.url);
    assert_int_equal(o.asked.timeout_ms, WAIT_MS);
    assert_int_equal(o.asked.retry_after_ms, 7000);
    assert_false(o.asked.last_try);
    outside_close(&o);
}

static void test_the_answer_decides_what_becomes_of_the_stage(void **state)
{
    static const struct {
        const char *status;
        int rc;
        const char *code;
        bool is_retryable;
        enum receiver_end end;
    } rows[] = {
        {"200 OK", 0, NULL, false, RECEIVER_ANSWERED},
        {"404 Not Found", ERR_STAGE, "notification_refused", false, RECEIVER_ANSWERED},
        {"500 Internal Server Error", STAGE_LATER, "receiver_away", true, RECEIVER_ANSWERED},
        {"503 Service Unavailable", STAGE_LATER, "receiver_away", true, RECEIVER_AWAY},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct receiver r;
        struct outside o;
        receiver_open(&r, rows[i].status);
        outside_open(&o, &r);
        assert_int_equal(host_run(&o.host, &stage_notify), rows[i].rc);
        receiver_close(&r);
        assert_int_equal(o.went, 1);
        assert_int_equal(o.came_back, 1);
        assert_int_equal(o.end, rows[i].end);
        assert_int_equal(o.host.ctx.wait_ms, 0);
        if (rows[i].rc != 0) {
            assert_string_equal(o.host.ctx.fail_code, rows[i].code);
            assert_true(o.host.ctx.fail_retryable == rows[i].is_retryable);
        }
        outside_close(&o);
    }
}

/* Another job tries the receiver: this one waits, and sends nothing. */
static void test_a_receiver_that_others_wait_for_is_not_asked(void **state)
{
    struct receiver r;
    struct outside o;

    (void)state;
    receiver_open(&r, NULL);
    outside_open(&o, &r);
    for (o.wait_ms = 1; o.wait_ms <= 700; o.wait_ms += 699) {
        o.host.ctx.wait_ms = 0;
        assert_int_equal(host_run(&o.host, &stage_notify), STAGE_LATER);
        assert_int_equal(o.host.ctx.wait_ms, o.wait_ms);
        assert_string_equal(o.host.ctx.fail_code, "receiver_away");
        assert_true(o.host.ctx.fail_retryable);
    }
    assert_int_equal(o.went, 2);
    assert_int_equal(o.came_back, 0);
    receiver_close(&r);
    outside_close(&o);
}

static void test_the_last_try_is_said_to_be_one(void **state)
{
    struct receiver r;
    struct outside o;

    (void)state;
    receiver_open(&r, "503 Service Unavailable");
    outside_open(&o, &r);
    o.host.ctx.patience_ends_at = clock_wall_ms() - 1;
    assert_int_equal(host_run(&o.host, &stage_notify), STAGE_LATER);
    assert_true(o.asked.last_try);
    receiver_close(&r);
    outside_close(&o);
}

/* The receiver takes the connection and is silent. */
static void test_a_stop_ends_the_request(void **state)
{
    struct receiver r;
    struct outside o;

    (void)state;
    receiver_open(&r, NULL);
    outside_open(&o, &r);
    o.host.stop_after_ms = 1;
    assert_int_equal(host_run(&o.host, &stage_notify), STAGE_STOPPED);
    assert_int_equal(o.came_back, 1);
    assert_int_equal(o.end, RECEIVER_UNASKED);
    receiver_close(&r);
    outside_close(&o);
}

static void test_a_private_address_is_asked_only_where_the_setting_allows_it(void **state)
{
    static char no[] = "no";
    struct receiver r;
    struct outside o;

    (void)state;
    receiver_open(&r, NULL);
    outside_open(&o, &r);
    o.host.settings.notify_private = no;
    assert_int_equal(host_run(&o.host, &stage_notify), ERR_STAGE);
    assert_string_equal(o.host.ctx.fail_code, "notification_refused");
    assert_int_equal(o.end, RECEIVER_UNASKED);
    receiver_close(&r);
    outside_close(&o);
}

static void test_nothing_is_sent_without_its_signature(void **state)
{
    static char nowhere[] = "/nowhere/secret";
    struct receiver r;
    struct outside o;

    (void)state;
    receiver_open(&r, NULL);
    outside_open(&o, &r);
    o.host.settings.notify_secret_file = nowhere;
    assert_int_equal(host_run(&o.host, &stage_notify), ERR_STAGE);
    assert_string_equal(o.host.ctx.fail_code, "notification_unsigned");
    assert_true(o.host.ctx.fail_retryable);
    assert_int_equal(o.went, 0);
    receiver_close(&r);
    outside_close(&o);
}

static void test_an_event_that_is_not_listed_is_not_sent(void **state)
{
    static char failed[] = "failed";
    struct receiver r;
    struct outside o;

    (void)state;
    receiver_open(&r, NULL);
    outside_open(&o, &r);
    o.events[0] = failed;
    assert_int_equal(host_run(&o.host, &stage_notify), 0);
    assert_int_equal(o.went, 0);
    receiver_close(&r);
    outside_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_webhook_has_the_time_at_which_the_stage_began),
        cmocka_unit_test(test_the_answer_decides_what_becomes_of_the_stage),
        cmocka_unit_test(test_a_receiver_that_others_wait_for_is_not_asked),
        cmocka_unit_test(test_the_last_try_is_said_to_be_one),
        cmocka_unit_test(test_a_stop_ends_the_request),
        cmocka_unit_test(test_a_private_address_is_asked_only_where_the_setting_allows_it),
        cmocka_unit_test(test_nothing_is_sent_without_its_signature),
        cmocka_unit_test(test_an_event_that_is_not_listed_is_not_sent),
    };
    return cmocka_run_group_tests_name("stage_notify", tests, NULL, NULL);
}
