/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic of progress, by numbers that can be checked by hand.
 */
#include "meter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#define START_MS 5000000

static void test_steady_rate_is_true_at_once(void **state)
{
    struct meter m;

    (void)state;
    meter_start(&m, 1000000, 0, START_MS);
    assert_int_equal(meter_rate(&m), 0);
    assert_int_equal(meter_eta_ms(&m), -1);
    for (int i = 1; i <= 50; i++) {
        meter_sample(&m, i * 1000, START_MS + i * 100);
        assert_int_equal(meter_rate(&m), 10000);
    }
    assert_int_equal(meter_eta_ms(&m), 95000);
}

static void test_rate_follows_and_decays(void **state)
{
    struct meter m;
    int64_t now = START_MS, received = 0, before;

    (void)state;
    meter_start(&m, -1, 0, now);
    for (int i = 0; i < 100; i++)
        meter_sample(&m, received += 1000, now += 100);
    for (int i = 0; i < 20; i++)
        meter_sample(&m, received += 4000, now += 100);
    /* One time constant after the change: 1 - 1/e of the way from 10 to 40 KB/s. */
    assert_in_range(meter_rate(&m), 28500, 29500);
    before = meter_rate(&m);
    meter_sample(&m, received, now += 2000);
    assert_in_range(meter_rate(&m), before / 3, before / 2);
    meter_sample(&m, received, now += 60000);
    assert_int_equal(meter_rate(&m), 0);
    assert_int_equal(meter_eta_ms(&m), -1);
}

static void test_samples_of_the_same_moment_count(void **state)
{
    struct meter twice, once;

    (void)state;
    meter_start(&once, -1, 0, START_MS);
    meter_start(&twice, -1, 0, START_MS);
    for (int i = 1; i <= 20; i++) {
        meter_sample(&once, i * 2000, START_MS + i * 10);
        meter_sample(&twice, i * 2000 - 1000, START_MS + i * 10);
        meter_sample(&twice, i * 2000, START_MS + i * 10);
    }
    assert_in_range(meter_rate(&twice), meter_rate(&once) * 95 / 100,
                    meter_rate(&once) * 105 / 100);
}

static void test_odd_samples(void **state)
{
    struct meter m;

    (void)state;
    meter_start(&m, 1000, 500, START_MS);
    meter_sample(&m, 400, START_MS - 100); /* both went back */
    assert_int_equal(meter_rate(&m), 0);
    meter_sample(&m, 1000, START_MS + 100);
    assert_true(meter_rate(&m) > 0);
    assert_int_equal(meter_eta_ms(&m), 0);
    meter_start(&m, INT64_MAX, 0, START_MS);
    meter_sample(&m, 1, START_MS + 1000);
    assert_int_equal(meter_eta_ms(&m), -1);
    meter_start(&m, 0, 0, START_MS);
    assert_int_equal(meter_eta_ms(&m), 0);
}

static void test_percent_of_the_transfer(void **state)
{
    struct upload u = {.state = STATE_UPLOADING, .size = -1};

    (void)state;
    assert_int_equal(meter_percent(&u), -1);
    u.size = 200;
    assert_int_equal(meter_percent(&u), 0);
    u.received = 199;
    assert_int_equal(meter_percent(&u), 99);
    u.received = 200;
    assert_int_equal(meter_percent(&u), 99); /* every byte, but not done */
    u.complete = true;
    u.state = STATE_DONE;
    assert_int_equal(meter_percent(&u), 100);
    u = (struct upload){.state = STATE_QUEUED, .size = 0};
    assert_int_equal(meter_percent(&u), 99);
    u = (struct upload){.state = STATE_UPLOADING, .size = INT64_MAX, .received = INT64_MAX / 2};
    assert_int_equal(meter_percent(&u), 50);
}

static void test_percent_with_stages(void **state)
{
    struct stage stages[] = {
        {.weight = 60, .state = STAGE_WAITING, .progress = -1},
        {.weight = 40, .state = STAGE_WAITING, .progress = -1},
    };
    struct upload u = {
        .state = STATE_UPLOADING, .size = 100, .received = 50, .stages = stages, .stage_count = 2};

    (void)state;
    assert_int_equal(meter_percent(&u), 25);
    u.received = 100;
    assert_int_equal(meter_percent(&u), 50);
    u.state = STATE_PROCESSING;
    stages[0].state = STAGE_RUNNING;
    assert_int_equal(meter_percent(&u), 50); /* running, progress unknown */
    stages[0].progress = 50;
    assert_int_equal(meter_percent(&u), 65);
    stages[0].state = STAGE_DONE;
    assert_int_equal(meter_percent(&u), 80);
    stages[1].state = STAGE_FAILED;
    stages[1].progress = 25;
    u.state = STATE_FAILED;
    assert_int_equal(meter_percent(&u), 85);
    stages[1].state = STAGE_SKIPPED;
    assert_int_equal(meter_percent(&u), 99);
}

static void test_due(void **state)
{
    (void)state;
    assert_false(meter_due(false, 0, START_MS, 100));
    assert_true(meter_due(true, 0, 50, 100)); /* the first, however young the clock */
    assert_false(meter_due(true, START_MS, START_MS + 99, 100));
    assert_true(meter_due(true, START_MS, START_MS + 100, 100));
    assert_false(meter_due(false, START_MS, START_MS + 1000, 100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_rate_is_true_at_once),
        cmocka_unit_test(test_rate_follows_and_decays),
        cmocka_unit_test(test_samples_of_the_same_moment_count),
        cmocka_unit_test(test_odd_samples),
        cmocka_unit_test(test_percent_of_the_transfer),
        cmocka_unit_test(test_percent_with_stages),
        cmocka_unit_test(test_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
