/* SPDX-License-Identifier: MIT */
/*
 * The overall percentage, with numbers that are easy to check by hand.
 */
#include "upload/percent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

static void test_percent_of_the_transfer(void **state)
{
    struct upload u = {.state = STATE_UPLOADING, .size = -1};

    (void)state;
    assert_int_equal(percent_calculate(&u), -1);
    u.size = 200;
    assert_int_equal(percent_calculate(&u), 0);
    u.received = 199;
    assert_int_equal(percent_calculate(&u), 99);
    u.received = 200;
    assert_int_equal(percent_calculate(&u), 99); /* all bytes, but not done */
    u.complete = true;
    u.state = STATE_DONE;
    assert_int_equal(percent_calculate(&u), 100);
    u = (struct upload){.state = STATE_QUEUED, .size = 0};
    assert_int_equal(percent_calculate(&u), 99);
    u = (struct upload){.state = STATE_UPLOADING, .size = INT64_MAX, .received = INT64_MAX / 2};
    assert_int_equal(percent_calculate(&u), 50);
}

static void test_percent_counts_what_lies_ahead(void **state)
{
    struct upload u = {.state = STATE_UPLOADING, .size = 200, .received = 20, .ahead = 100};

    (void)state;
    assert_int_equal(percent_calculate(&u), 60);
    u.received = 100;
    assert_int_equal(percent_calculate(&u), 99);
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
    assert_int_equal(percent_calculate(&u), 25);
    u.received = 100;
    assert_int_equal(percent_calculate(&u), 50);
    u.state = STATE_PROCESSING;
    stages[0].state = STAGE_RUNNING;
    assert_int_equal(percent_calculate(&u), 50); /* running, progress unknown */
    stages[0].progress = 50;
    assert_int_equal(percent_calculate(&u), 65);
    stages[0].state = STAGE_DONE;
    assert_int_equal(percent_calculate(&u), 80);
    stages[1].state = STAGE_FAILED;
    stages[1].progress = 25;
    u.state = STATE_FAILED;
    assert_int_equal(percent_calculate(&u), 85);
    stages[1].state = STAGE_SKIPPED;
    assert_int_equal(percent_calculate(&u), 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_percent_of_the_transfer),
        cmocka_unit_test(test_percent_counts_what_lies_ahead),
        cmocka_unit_test(test_percent_with_stages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
