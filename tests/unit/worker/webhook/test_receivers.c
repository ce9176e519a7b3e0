/* SPDX-License-Identifier: MIT */
/*
 * Receivers of webhooks: which job may send a request, and when, also after a job crashed.
 */
#include "worker/webhook/receivers.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PLACES 12
#define REQUESTS 8
#define URL "https://a.example/hook?x"

static const struct receiver_request question = {
    .url = URL, .timeout_ms = 10000, .retry_after_ms = 1000};
static const struct receiver_request last = {
    .url = URL, .timeout_ms = 10000, .retry_after_ms = 1000, .last_try = true};
static const struct receiver_request other = {
    .url = "https://a.example:8443/", .timeout_ms = 10000, .retry_after_ms = 1000};

static int set_up(void **state)
{
    *state = receivers_new(PLACES, REQUESTS);
    return *state == NULL;
}

static int tear_down(void **state)
{
    struct receivers *r = *state;

    receivers_free(&r);
    return 0;
}

static void test_one_receiver_gets_a_share(void **state)
{
    struct receivers *r = *state;

    assert_int_equal(receivers_enter(r, 0, &question, 1), 0);
    assert_int_equal(receivers_enter(r, 1, &question, 1), 0);
    assert_true(receivers_enter(r, 2, &question, 1) > 0);
    assert_int_equal(receivers_enter(r, 2, &other, 1), 0);
    receivers_leave(r, 0, &question, RECEIVER_ANSWERED, 2);
    assert_int_equal(receivers_enter(r, 3, &question, 2), 0);
}

static void test_jobs_are_out_until_they_end(void **state)
{
    struct receivers *r = *state;

    assert_false(receivers_is_out(r, 0));
    assert_int_equal(receivers_enter(r, 0, &question, 1), 0);
    receivers_leave(r, 0, &question, RECEIVER_ANSWERED, 2);
    assert_true(receivers_is_out(r, 0));
    receivers_forget(r, 0);
    assert_false(receivers_is_out(r, 0));
}

static void test_no_more_are_out_than_may_be(void **state)
{
    struct receivers *r = *state;
    char url[] = "https://0.example/";
    struct receiver_request q = {.url = url, .timeout_ms = 1, .retry_after_ms = 1};

    for (size_t i = 0; i < REQUESTS; i++, url[8]++)
        assert_int_equal(receivers_enter(r, i, &q, 1), 0);
    assert_true(receivers_enter(r, REQUESTS, &q, 1) > 0);
    receivers_forget(r, 3);
    assert_int_equal(receivers_enter(r, REQUESTS, &q, 1), 0);
}

/* The pause doubles with each failure; then one job tries; an answer ends the pauses. */
static void test_one_that_is_away(void **state)
{
    struct receivers *r = *state;

    assert_int_equal(receivers_enter(r, 0, &question, 0), 0);
    assert_int_equal(receivers_enter(r, 1, &question, 0), 0);
    receivers_leave(r, 0, &question, RECEIVER_AWAY, 10000);
    receivers_leave(r, 1, &question, RECEIVER_AWAY, 10001); /* counts as the same failure */
    assert_int_equal(receivers_enter(r, 0, &question, 10500), 500);
    assert_int_equal(receivers_enter(r, 0, &question, 11000), 0);
    assert_int_equal(receivers_enter(r, 1, &question, 11000), 10000);
    receivers_leave(r, 0, &question, RECEIVER_AWAY, 21000);
    assert_int_equal(receivers_enter(r, 0, &question, 21000), 2000);
    assert_int_equal(receivers_enter(r, 1, &last, 21000), 0);
    receivers_leave(r, 1, &last, RECEIVER_ANSWERED, 21001);
    assert_int_equal(receivers_enter(r, 0, &question, 21001), 0);
}

static void test_the_longest_pause(void **state)
{
    struct receivers *r = *state;
    int64_t now = 0;

    for (int i = 0; i < 40; i++) {
        assert_int_equal(receivers_enter(r, 0, &last, now), 0);
        receivers_leave(r, 0, &last, RECEIVER_AWAY, now);
        int64_t wait_ms = receivers_enter(r, 0, &question, now);
        assert_in_range(wait_ms, 1000, 300000);
        now += wait_ms;
    }
    assert_int_equal(receivers_enter(r, 0, &last, now), 0);
    receivers_leave(r, 0, &last, RECEIVER_AWAY, now);
    assert_int_equal(receivers_enter(r, 0, &question, now), 300000);
}

static void test_a_job_that_is_killed(void **state)
{
    struct receivers *r = *state;
    pid_t pid = fork();

    if (pid == 0) {
        (void)receivers_enter(r, 0, &question, 1);
        (void)raise(SIGKILL);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(receivers_is_out(r, 0));
    assert_int_equal(receivers_enter(r, 1, &question, 1), 0);
    assert_true(receivers_enter(r, 2, &question, 1) > 0);
    receivers_forget(r, 0);
    assert_int_equal(receivers_enter(r, 2, &question, 1), 0);
}

/* More receivers than the table holds: those without requests are replaced. */
static void test_many_receivers(void **state)
{
    struct receivers *r = *state;
    char url[32];
    struct receiver_request q = {.url = url, .timeout_ms = 1, .retry_after_ms = 1};

    for (int i = 0; i < 1000; i++) {
        (void)snprintf(url, sizeof url, "http://%d.example/", i);
        assert_int_equal(receivers_enter(r, 0, &q, i), 0);
        receivers_leave(r, 0, &q, RECEIVER_AWAY, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_receiver_gets_a_share, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_jobs_are_out_until_they_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_more_are_out_than_may_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_that_is_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_longest_pause, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_job_that_is_killed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_receivers, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
