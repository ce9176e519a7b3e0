/* SPDX-License-Identifier: MIT */
/*
 * The backoff that the connections of several threads share: one of them tries a server that
 * failed, and the others fail at once.
 */
#include "redis/redis_retry.h"

#include "base/clock.h"
#include "base/error.h"
#include "redis/redis.h"
#include "tests/unit/support/redis_server.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TIMEOUT_MS 1000 /* a busy machine stops the test for less */
#define RECOVERY_MS 10000
#define POLL_MS 10

struct fixture {
    struct redis_server server;
    struct redis_retry retry;
    struct redis *one, *other;
};

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct redis_target target;

    *state = f;
    signal(SIGPIPE, SIG_IGN);
    if (redis_server_start(&f->server) != 0 || redis_target_parse(f->server.url, &target) != 0 ||
        redis_new(&target, TIMEOUT_MS, &f->one) != 0 ||
        redis_new(&target, TIMEOUT_MS, &f->other) != 0)
        return -1;
    redis_share_retry(f->one, &f->retry);
    redis_share_retry(f->other, &f->retry);
    return 0;
}

static int stop(void **state)
{
    struct fixture *f = *state;

    redis_free(&f->one);
    redis_free(&f->other);
    redis_server_stop(&f->server);
    free(f);
    return 0;
}

static bool begin_within(struct redis_retry *t, bool *turn_out, int limit_ms)
{
    char why[REDIS_FAILURE_SIZE];
    int64_t end = clock_mono_ms() + limit_ms;

    while (!redis_retry_begin(t, turn_out, why) && clock_mono_ms() < end)
        poll(NULL, 0, POLL_MS);
    return clock_mono_ms() < end;
}

static void test_before_a_failure_all_connect(void **state)
{
    struct redis_retry t = {0};
    char why[REDIS_FAILURE_SIZE];
    bool turn = true;

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_true(redis_retry_begin(&t, &turn, why));
        assert_false(turn);
    }
    assert_false(redis_retry_refuses(&t));
}

static void test_after_a_failure_one_at_a_time(void **state)
{
    struct redis_retry t = {0};
    char why[REDIS_FAILURE_SIZE] = "";
    bool turn = false, none = false;

    (void)state;
    redis_retry_fail(&t, false, false, "gone");
    assert_true(redis_retry_refuses(&t));
    assert_false(redis_retry_begin(&t, &none, why));
    assert_string_equal(why, "gone");
    assert_true(begin_within(&t, &turn, RECOVERY_MS));
    assert_true(turn);
    assert_false(redis_retry_begin(&t, &none, why));
    assert_false(none);
    redis_retry_fail(&t, false, false, "late"); /* a connection that was lost before */
    assert_true(redis_retry_refuses(&t));
    redis_retry_connected(&t, turn);
    assert_false(redis_retry_refuses(&t));
    assert_true(redis_retry_begin(&t, &turn, why));
    redis_retry_connected(&t, turn);
    redis_retry_answered(&t);
    assert_true(redis_retry_begin(&t, &turn, why) && !turn);
}

static void test_a_turn_that_fails_is_given_back(void **state)
{
    struct redis_retry t = {0};
    bool turn = false;

    (void)state;
    redis_retry_fail(&t, false, false, "gone");
    for (unsigned i = 2; i < 4; i++) {
        assert_true(begin_within(&t, &turn, RECOVERY_MS) && turn);
        redis_retry_fail(&t, turn, false, "still gone");
        assert_int_equal(t.failures, i);
    }
}

static void test_failures_at_once_count_as_one(void **state)
{
    struct redis_retry t = {0};

    (void)state;
    for (int i = 0; i < 64; i++)
        redis_retry_fail(&t, false, true, "no answer in time");
    assert_int_equal(t.failures, 1);
    assert_true(redis_retry_is_silent(&t));
    redis_retry_connected(&t, false);
    assert_false(redis_retry_is_silent(&t));
}

static void assert_answers(struct redis *r)
{
    assert_int_equal(redis_commandl(r, NULL, "PING", (const char *)NULL), 0);
}

static void ensure_within(struct redis *r, int limit_ms)
{
    int64_t end = clock_mono_ms() + limit_ms;

    while (redis_ensure(r) != 0) {
        assert_true(clock_mono_ms() < end);
        poll(NULL, 0, POLL_MS);
    }
}

/* A server that hangs: one connection waits for the timeout. The other one, which is connected too,
 * fails at once while the turn is another's, here the test's own. */
static void test_silence_holds_one(void **state)
{
    struct fixture *f = *state;
    bool turn = false;

    assert_answers(f->one);
    assert_answers(f->other);
    assert_int_equal(kill(f->server.pid, SIGSTOP), 0);
    assert_int_equal(redis_commandl(f->one, NULL, "PING", (const char *)NULL), ERR_REDIS);
    assert_int_equal(f->retry.failures, 1);
    assert_true(begin_within(&f->retry, &turn, RECOVERY_MS) && turn);
    int64_t begin = clock_mono_ms();
    assert_int_equal(redis_commandl(f->other, NULL, "PING", (const char *)NULL), ERR_REDIS);
    assert_true(clock_mono_ms() - begin < TIMEOUT_MS);
    redis_retry_fail(&f->retry, turn, true, redis_failure(f->one));
    assert_string_equal(redis_failure(f->other), redis_failure(f->one));
    assert_false(redis_connected(f->other));
    assert_int_equal(kill(f->server.pid, SIGCONT), 0);
    ensure_within(f->other, RECOVERY_MS);
    ensure_within(f->one, RECOVERY_MS);
    assert_answers(f->one);
    assert_answers(f->other);
    assert_int_equal(f->retry.failures, 0);
}

/* The server answered: the other connection goes on. */
static void test_a_lost_connection_is_no_silence(void **state)
{
    struct fixture *f = *state;
    const char *quit[] = {"QUIT"}, *ping[] = {"PING"};

    assert_answers(f->other);
    ensure_within(f->one, RECOVERY_MS);
    assert_int_equal(redis_append(f->one, 1, quit, NULL), 0);
    assert_int_equal(redis_next(f->one, NULL), 0);
    assert_int_equal(redis_append(f->one, 1, ping, NULL), 0);
    assert_int_equal(redis_next(f->one, NULL), ERR_REDIS);
    assert_answers(f->other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_before_a_failure_all_connect),
        cmocka_unit_test(test_after_a_failure_one_at_a_time),
        cmocka_unit_test(test_a_turn_that_fails_is_given_back),
        cmocka_unit_test(test_failures_at_once_count_as_one),
        cmocka_unit_test(test_silence_holds_one),
        cmocka_unit_test(test_a_lost_connection_is_no_silence),
    };

    return cmocka_run_group_tests_name("redis_retry", tests, start, stop);
}
