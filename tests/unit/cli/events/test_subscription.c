/* SPDX-License-Identifier: MIT */
/*
 * The events of one Redis, and its loss.
 */
#include "cli/events/subscription.h"

#include "base/error.h"
#include "base/id.h"
#include "redis/redis.h"
#include "tests/unit/support/redis_server.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PREFIX "t:"
#define ID "00112233445566778899aabbccddeeff"
#define WAIT_MS 5000

struct received {
    int count;
    char text[64];
    int result;
};

static struct redis_server server;
static struct redis_target target;
static struct redis *publisher;

static int begin(void **state)
{
    (void)state;
    if (redis_server_start(&server) != 0 || redis_target_parse(server.url, &target) != 0)
        return -1;
    return redis_new(&target, 1000, &publisher);
}

static int end(void **state)
{
    (void)state;
    redis_free(&publisher);
    redis_server_stop(&server);
    return 0;
}

static int hear(void *arg, const char *id, const char *text, size_t len)
{
    struct received *h = arg;

    assert_string_equal(id, ID);
    assert_int_equal(strlen(text), len);
    (void)snprintf(h->text, sizeof h->text, "%s", text);
    h->count++;
    return h->result;
}

static void publish(const char *channel, const char *text)
{
    assert_int_equal(redis_commandl(publisher, NULL, "PUBLISH", channel, text, NULL), 0);
}

/* Receives until so many events came, or an error. */
static int receive(struct subscription *s, struct received *h, int count)
{
    int rc = 0;

    while (rc == 0 && h->count < count) {
        struct pollfd p = {.fd = subscription_fd(s), .events = subscription_events(s)};
        assert_int_equal(poll(&p, 1, WAIT_MS), 1);
        rc = subscription_receive(s, hear, h);
    }
    return rc;
}

static void test_events_of_uploads_alone(void **state)
{
    struct subscription *s;
    struct received h = {0};

    (void)state;
    assert_int_equal(subscription_new(&target, PREFIX, 1000, &s), 0);
    assert_int_equal(subscription_fd(s), -1);
    assert_int_equal(subscription_connect(s), 0);
    publish(PREFIX "upload:" ID, "one");
    publish(PREFIX "upload:none", "no id");
    publish(PREFIX "owner:x", "no upload");
    publish("other:upload:" ID, "no prefix");
    publish(PREFIX "upload:" ID, "two");
    assert_int_equal(receive(s, &h, 2), 0);
    assert_string_equal(h.text, "two");
    assert_int_equal(h.count, 2);
    subscription_free(&s);
    assert_null(s);
}

static void test_a_hearer_ends_it(void **state)
{
    struct subscription *s;
    struct received h = {.result = ERR_INTERRUPTED};

    (void)state;
    assert_int_equal(subscription_new(&target, PREFIX, 1000, &s), 0);
    assert_int_equal(subscription_connect(s), 0);
    publish(PREFIX "upload:" ID, "one");
    publish(PREFIX "upload:" ID, "two");
    assert_int_equal(receive(s, &h, 2), ERR_INTERRUPTED);
    assert_string_equal(h.text, "one");
    subscription_free(&s);
}

static void test_a_silent_server_is_asked_later(void **state)
{
    struct subscription *s;
    int64_t wait_ms = 0;

    (void)state;
    assert_int_equal(subscription_new(&target, PREFIX, 1000, &s), 0);
    assert_int_equal(subscription_connect(s), 0);
    assert_int_equal(subscription_check(s, &wait_ms), 0);
    assert_true(wait_ms > 0);
    subscription_free(&s);
}

static void test_a_server_that_goes_and_comes(void **state)
{
    struct subscription *s;
    struct received h = {0};

    (void)state;
    assert_int_equal(subscription_new(&target, PREFIX, 1000, &s), 0);
    assert_int_equal(subscription_connect(s), 0);
    redis_server_kill(&server);
    assert_int_equal(receive(s, &h, 1), ERR_REDIS);
    assert_int_equal(subscription_fd(s), -1);
    assert_true(strlen(subscription_failure(s)) > 0);
    assert_int_equal(subscription_connect(s), ERR_REDIS);
    assert_int_equal(redis_server_restart(&server), 0);
    assert_int_equal(subscription_connect(s), 0);
    assert_true(subscription_fd(s) >= 0);
    subscription_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_of_uploads_alone),
        cmocka_unit_test(test_a_hearer_ends_it),
        cmocka_unit_test(test_a_silent_server_is_asked_later),
        cmocka_unit_test(test_a_server_that_goes_and_comes),
    };

    return cmocka_run_group_tests_name("subscription", tests, begin, end);
}
